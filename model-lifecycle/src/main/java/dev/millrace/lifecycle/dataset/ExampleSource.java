package dev.millrace.lifecycle.dataset;

import dev.millrace.schemas.registry.SchemaRegistry;
import java.util.function.Predicate;

/**
 * Where labelled requests are, what they mean, and whose are left out.
 *
 * @param isErased whether a tenant was erased: nothing of it is an example any more
 */
public record ExampleSource(
    PinnedTopics topics, SchemaRegistry registry, Predicate<String> isErased) {}
