package dev.millrace.lifecycle.domain.evaluation;

import java.util.Optional;

/**
 * One labelled request that no training has seen.
 *
 * @param id of the request; no two examples have the same
 * @param label the true one
 * @param segment part of the traffic that is watched on its own; absent where there is none
 */
public record Example(String id, String label, Optional<String> segment) {}
