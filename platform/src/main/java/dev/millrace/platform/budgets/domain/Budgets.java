package dev.millrace.platform.budgets.domain;

import dev.millrace.record.BudgetDefinition;
import dev.millrace.record.PipelineSpec;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/**
 * All budgets in force at some moment.
 *
 * <p><i>Threads</i>: does not change.
 */
public final class Budgets {

  /** None. */
  public static final Budgets NONE = new Budgets(List.of());

  private final List<Budget> all;
  private final Map<String, List<Budget>> byPipeline = new HashMap<>();
  private final List<Budget> others = new ArrayList<>();

  private Budgets(List<Budget> all) {
    this.all = List.copyOf(all);
    for (Budget one : all) {
      one.scope()
          .pipeline()
          .map(pipeline -> byPipeline.computeIfAbsent(pipeline, unused -> new ArrayList<>()))
          .orElse(others)
          .add(one);
    }
  }

  /**
   * Those of specs, and those that operators have set.
   *
   * @param unusable is told the name of a record that holds no budget, and why; it is passed over
   */
  public static Budgets of(
      Collection<PipelineSpec> specs,
      Collection<BudgetDefinition> set,
      BiConsumer<String, IllegalArgumentException> unusable) {
    List<Budget> all = new ArrayList<>();
    for (PipelineSpec spec : specs) {
      for (dev.millrace.record.Budget declared : spec.getBudgets()) {
        try {
          all.add(Budget.of(spec.getPipeline(), declared));
        } catch (IllegalArgumentException e) {
          unusable.accept(spec.getPipeline(), e);
        }
      }
    }
    for (BudgetDefinition definition : set) {
      try {
        all.add(Budget.of(definition));
      } catch (IllegalArgumentException e) {
        unusable.accept(definition.getName(), e);
      }
    }
    return new Budgets(all);
  }

  /** Those that are given. */
  public static Budgets of(Budget... budgets) {
    return new Budgets(List.of(budgets));
  }

  /** Every one. */
  public List<Budget> all() {
    return all;
  }

  /** Those that count a call. */
  public List<Budget> covering(String tenant, String pipeline, String modelId) {
    List<Budget> own = byPipeline.getOrDefault(pipeline, List.of());
    if (own.isEmpty() && others.isEmpty()) {
      return List.of();
    }
    return Stream.concat(own.stream(), others.stream())
        .filter(budget -> budget.scope().covers(tenant, pipeline, modelId))
        .toList();
  }
}
