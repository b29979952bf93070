export { englishRefusals as refusals } from '../../../shared/refusals/english.ts';
export {
  englishFieldFaults as fieldFaults,
  englishTextFaults as textFaults,
} from '../../../shared/refusals/english-faults.ts';
