/**
 * A schema registry that speaks the Confluent REST API and keeps its state in a compacted topic.
 */
@NullMarked
package dev.millrace.local.registry;

import org.jspecify.annotations.NullMarked;
