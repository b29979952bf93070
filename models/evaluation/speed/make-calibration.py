"""Writes calibration.onnx beside this script: sixteen 3x3 convolutions of 64 channels at 64x36, the size of
most of the work in draw.onnx. speed/machine.ts measures its time.

Run with a Python environment that has onnx: python make-calibration.py
"""

from pathlib import Path

import onnx
import onnx.checker
import onnx.parser

CHANNELS, HEIGHT, WIDTH, LAYERS = 64, 36, 64, 16

# Weights of 1 / (9 * 64) keep activations constant from layer to layer, so that none become denormal. They
# are generated when the graph is loaded, which keeps the file small.
layers = "\n".join(
    f"  y{i + 1} = Conv <kernel_shape: ints = [3, 3], pads: ints = [1, 1, 1, 1]> (y{i}, weight)" for i in range(LAYERS)
)
GRAPH = f"""
<ir_version: 9, opset_import: ["" : 18]>
calibration (float[1,{CHANNELS},{HEIGHT},{WIDTH}] x) => (float[1,{CHANNELS},{HEIGHT},{WIDTH}] y)
  <int64[4] shape = {{{CHANNELS}, {CHANNELS}, 3, 3}}>
{{
  weight = ConstantOfShape <value: tensor = float[1] {{{1 / (9 * CHANNELS)}}}> (shape)
  y0 = Identity (x)
{layers}
  y = Identity (y{LAYERS})
}}
"""

model = onnx.parser.parse_model(GRAPH)
onnx.checker.check_model(model, full_check=True)
onnx.save(model, Path(__file__).parent / "calibration.onnx")
