/** The client for registries that speak the Confluent Schema Registry REST API. */
@NullMarked
package dev.millrace.schemas.registry;

import org.jspecify.annotations.NullMarked;
