package dev.millrace.platform.budgets.domain;

import java.util.Optional;

/**
 * Whose calls a budget counts: those that fit all of its parts.
 *
 * @param holders who has the limit
 * @param pipeline absent where calls of all pipelines count
 * @param model Bedrock model id or ARN; absent where calls to all models count
 */
public record BudgetScope(Holders holders, Optional<String> pipeline, Optional<String> model) {

  /** Who has a limit. */
  public sealed interface Holders {

    /** Another text for whoever else has it. */
    String text();

    /** All tenants as one. */
    record Together() implements Holders {

      @Override
      public String text() {
        return "together";
      }
    }

    /** Every tenant for itself, those not seen before as well. */
    record Each() implements Holders {

      @Override
      public String text() {
        return "each";
      }
    }

    /** One tenant. */
    record One(String tenant) implements Holders {

      @Override
      public String text() {
        return "one|" + tenant;
      }
    }
  }

  /** Whether a call counts. */
  public boolean covers(String tenant, String pipeline, String modelId) {
    return coversTenant(tenant)
        && this.pipeline.map(pipeline::equals).orElse(true)
        && model.map(modelId::equals).orElse(true);
  }

  private boolean coversTenant(String tenant) {
    return !(holders instanceof Holders.One one) || one.tenant().equals(tenant);
  }
}
