package dev.millrace.bedrock.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.bedrock.conduct.Effect;
import dev.millrace.bedrock.model.TokenUsage;
import java.util.Optional;

/**
 * An answer in one piece, as its operation has it.
 *
 * @param body what is replied, faults that change it applied
 * @param usage what was billed, whatever the body says
 * @param fault what goes wrong with the bytes of the reply
 * @param countsCache whether the model tells what was cached
 */
record WholeAnswer(
    ObjectNode body,
    TokenUsage usage,
    long latencyMillis,
    Optional<Effect> fault,
    boolean countsCache) {}
