package dev.millrace.lifecycle.work;

import java.io.IOException;

/** Sees to it that what was deployed has a price before anybody asks it. */
@FunctionalInterface
public interface CandidatePrices {

  /**
   * Says how far its price is; publishes one where it has none and can be told from its base.
   *
   * <p><i>Failure</i>: an {@link IOException} where the brokers do not say whether it was
   * published. Asking again publishes nothing twice.
   */
  PriceState of(DeploymentState.Active deployed) throws IOException;
}
