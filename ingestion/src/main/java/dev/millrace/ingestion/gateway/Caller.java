package dev.millrace.ingestion.gateway;

import dev.millrace.record.Role;
import java.util.Set;

/**
 * Who calls, as a key proves it.
 *
 * @param tenant whom the key stands for
 * @param keyId short name of the key, for logs
 * @param roles what its holder may do
 */
public record Caller(String tenant, String keyId, Set<Role> roles) {

  public Caller {
    roles = Set.copyOf(roles);
  }
}
