// Perceptrons as arguments of the module's functions.
#pragma once
#include "napi-arguments.h"
#include "packed-perceptron.h"

namespace worldroom {

/**
 * Reads arrays of weights [outputs, inputs] and of biases [outputs], a typed array of floats for each layer. Empty after an
 * error.
 */
PackedPerceptron read_perceptron(napi_env env, napi_value weights, napi_value biases);

}  // namespace worldroom
