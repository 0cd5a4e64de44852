package dev.millrace.schemas.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BudgetWarningsTest {

  private static final Set<String> PRICED = Set.of("amazon.nova-micro-v1:0");

  @Test
  void aBudgetWhoseModelsHavePricesHasNoWarnings() {
    assertThat(
            warnings(
                "amazon.nova-micro-v1:0",
                "scope: tenant, window: 1d, limit: 1 USD, action: degrade,"
                    + " degradeTo: amazon.nova-micro-v1:0"))
        .isEmpty();
  }

  @Test
  void saysWhereCallsWouldBeRefusedForWantOfAPrice() {
    assertThat(
            warnings("new.model-v1:0", "scope: tenant, window: 1d, limit: 1 USD, action: refuse"))
        .containsExactly(
            "budgets[0].action: new.model-v1:0 has no price, so no call to it is let through: the"
                + " requests end REFUSED; choose a model that is in the price book, or give the book"
                + " its price");
    assertThat(warnings("new.model-v1:0", "scope: tenant, window: 1d, limit: 1 USD, action: alert"))
        .singleElement()
        .asString()
        .contains("so its calls are not counted");
  }

  @Test
  void saysWhereABudgetCountsNothing() {
    assertThat(
            warnings(
                "amazon.nova-micro-v1:0",
                "scope: tenant, window: 1d, limit: 1 USD, action: refuse, model: other.m"))
        .anySatisfy(
            warning ->
                assertThat(warning)
                    .startsWith("budgets[0].model: other.m is no model of the pipeline"));
  }

  private static List<String> warnings(String champion, String budget) {
    String yaml =
        """
        apiVersion: millrace/v1
        pipeline: triage
        task: generation
        prompt: { user: "{{body}}" }
        models: { champion: "%s" }
        budgets: [ { %s } ]
        """
            .formatted(champion, budget);
    SpecResult result = new SpecReader(name -> "").read(yaml);
    assertThat(result).as(result.toString()).isInstanceOf(SpecResult.Valid.class);
    return SpecWarnings.of(((SpecResult.Valid) result).spec(), PRICED).stream()
        .map(SpecWarning::toString)
        .filter(warning -> warning.startsWith("budgets"))
        .toList();
  }
}
