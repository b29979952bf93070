export {
  englishRefusals as refusals,
  englishTextFaults as textFaults,
} from '../../../shared/refusals/english.ts';
