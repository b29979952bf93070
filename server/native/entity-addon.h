// Methods of ViewKernel that paint entities (entities.h).
#pragma once
#include "napi-arguments.h"

namespace worldroom {

/** setAppearance(weights[L], biases[L]): the layers of the perceptron; weights are [outputs, inputs], row by row. */
napi_value set_appearance(napi_env env, napi_callback_info info);
/** paintEntities(entities, count, controls, surface, conditions, maps, coverage) */
napi_value paint_entities(napi_env env, napi_callback_info info);

}  // namespace worldroom
