package dev.millrace.platform.pricing;

import dev.millrace.platform.pricing.domain.ContextBand;
import dev.millrace.platform.pricing.domain.Tier;
import java.util.Optional;

/**
 * What the price of a model is for.
 *
 * @param modelId model or profile id: those of a profile are not those of its model
 * @param region where the call is made; absent where it makes no difference
 * @param band the shortest contexts that it holds for
 */
public record Slot(String modelId, Optional<String> region, Tier tier, ContextBand band) {

  /** The same in all regions. */
  Slot anywhere() {
    return new Slot(modelId, Optional.empty(), tier, band);
  }

  /** As people say it. */
  @Override
  public String toString() {
    return modelId
        + " "
        + tier.spelling()
        + (band == ContextBand.SHORT ? "" : " above " + band.above() + " tokens")
        + region.map(where -> " in " + where).orElse("");
  }
}
