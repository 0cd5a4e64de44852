package dev.millrace.lifecycle.offline;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a model is asked.
 *
 * @param id of the request behind it
 * @param system instructions; absent where there are none
 * @param maxTokens upper bound of the answer
 * @param temperature absent where the model's own default is wanted
 */
public record Question(
    String id, Optional<String> system, String user, int maxTokens, OptionalDouble temperature) {}
