package dev.millrace.bedrock.api;

import dev.millrace.bedrock.conduct.Effect;
import dev.millrace.bedrock.model.ChatAnswer;
import dev.millrace.bedrock.model.ChatPrompt;
import java.util.Optional;

/**
 * A call that a model has answered.
 *
 * @param id the endpoint's own id of the call
 * @param latencyMillis from the beginning of the model's work until the answer was metered
 * @param fault what goes wrong with the reply
 */
record Answered(
    String id, ChatPrompt prompt, ChatAnswer answer, long latencyMillis, Optional<Effect> fault) {}
