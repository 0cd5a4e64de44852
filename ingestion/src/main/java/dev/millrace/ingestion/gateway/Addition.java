package dev.millrace.ingestion.gateway;

import dev.millrace.ingestion.gateway.spending.SoleTenants;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Operations that a gateway serves beside its own, behind the same keys and limits.
 *
 * <p><i>Owner</i>: the gateway that opens it closes it.
 */
public interface Addition extends AutoCloseable {

  /**
   * Begins; called once, before the gateway takes calls.
   *
   * @param tenants who uses which pipeline alone; nothing while that is not known
   */
  List<Operation> open(Supplier<Optional<SoleTenants>> tenants);

  /**
   * Its part of the gateway's OpenAPI document: a JSON object with {@code paths} and {@code
   * schemas}. What is no operation of the API, as pages are not, is not described.
   */
  String description();

  /**
   * Answers calls that wait, because the gateway stops: it waits for the others. Called before it
   * is closed.
   */
  void endCalls();

  @Override
  void close();
}
