package dev.millrace.schemas.registry;

import java.io.Serializable;

/** The way to a registry: small, and may be sent to where a job runs, which a client may not. */
@FunctionalInterface
public interface RegistrySource extends Serializable {

  /** Opens a client of the registry; nothing is asked yet. */
  SchemaRegistry open();
}
