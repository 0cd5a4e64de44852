package dev.millrace.platform.budgets.domain;

import dev.millrace.platform.budgets.domain.BudgetScope.Holders;
import dev.millrace.record.BudgetAction;
import dev.millrace.record.BudgetDefinition;
import dev.millrace.record.PipelineSpec;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/**
 * All budgets in force at some moment.
 *
 * <p><i>Failure</i>: one that cannot be understood, and may stop calls, is not taken for none: it
 * is {@linkplain #unclear unclear} what may be spent by the calls that it may count.
 *
 * <p><i>Threads</i>: does not change.
 */
public final class Budgets {

  /** None. */
  public static final Budgets NONE = new Budgets(List.of(), List.of());

  private final List<Budget> all;
  private final List<Unclear> unclear;
  private final Map<String, List<Budget>> byPipeline = new HashMap<>();
  private final List<Budget> others = new ArrayList<>();

  /**
   * One that cannot be understood.
   *
   * @param scope of the calls that it may count
   */
  private record Unclear(String name, BudgetScope scope) {}

  private Budgets(List<Budget> all, List<Unclear> unclear) {
    this.all = List.copyOf(all);
    this.unclear = List.copyOf(unclear);
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
   * @param unusable is told the name of a record that holds no budget, and why
   */
  public static Budgets of(
      Collection<PipelineSpec> specs,
      Collection<BudgetDefinition> set,
      BiConsumer<String, IllegalArgumentException> unusable) {
    List<Budget> all = new ArrayList<>();
    List<Unclear> unclear = new ArrayList<>();
    for (PipelineSpec spec : specs) {
      Map<String, Integer> names = new HashMap<>();
      for (dev.millrace.record.Budget declared : spec.getBudgets()) {
        String name = name(spec.getPipeline(), declared, names);
        try {
          all.add(Budget.of(spec.getPipeline(), declared, name));
        } catch (IllegalArgumentException e) {
          unusable.accept(name, e);
          if (stops(declared.getAction(), declared.getDryRun())) {
            unclear.add(
                new Unclear(
                    name,
                    anybody(
                        Optional.of(spec.getPipeline()),
                        Optional.ofNullable(declared.getModel()))));
          }
        }
      }
    }
    for (BudgetDefinition definition : set) {
      try {
        all.add(Budget.of(definition));
      } catch (IllegalArgumentException e) {
        unusable.accept(definition.getName(), e);
        if (stops(definition.getAction(), definition.getDryRun())) {
          unclear.add(
              new Unclear(
                  definition.getName(),
                  anybody(
                      Optional.ofNullable(definition.getPipeline()),
                      Optional.ofNullable(definition.getModel()))));
        }
      }
    }
    return new Budgets(all, unclear);
  }

  /** Those that are given. */
  public static Budgets of(Budget... budgets) {
    return new Budgets(List.of(budgets), List.of());
  }

  /**
   * These, where some records cannot be read at all.
   *
   * @param pipelines whose specs cannot be read
   * @param names of budgets of operators that cannot be read: they may count any call
   */
  public Budgets withUnread(Collection<String> pipelines, Collection<String> names) {
    if (pipelines.isEmpty() && names.isEmpty()) {
      return this;
    }
    List<Unclear> more = new ArrayList<>(unclear);
    pipelines.forEach(
        pipeline ->
            more.add(new Unclear(pipeline, anybody(Optional.of(pipeline), Optional.empty()))));
    names.forEach(name -> more.add(new Unclear(name, anybody(Optional.empty(), Optional.empty()))));
    return new Budgets(all, more);
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

  /** The name of one that may stop a call, if it could be understood. */
  public Optional<String> unclear(String tenant, String pipeline, String modelId) {
    return unclear.stream()
        .filter(one -> one.scope().covers(tenant, pipeline, modelId))
        .map(Unclear::name)
        .findFirst();
  }

  /** By what is counted; those that count the same are numbered. */
  private static String name(
      String pipeline, dev.millrace.record.Budget declared, Map<String, Integer> names) {
    String name =
        pipeline
            + "/"
            + declared.getScope().name().toLowerCase(Locale.ROOT)
            + "/"
            + BudgetWindow.text(declared.getPeriod())
            + (declared.getModel() == null ? "" : "/" + declared.getModel());
    int number = names.merge(name, 1, Integer::sum);
    return number == 1 ? name : name + "/" + number;
  }

  private static boolean stops(BudgetAction action, boolean isDryRun) {
    return action != BudgetAction.ALERT && !isDryRun;
  }

  private static BudgetScope anybody(Optional<String> pipeline, Optional<String> model) {
    return new BudgetScope(new Holders.Together(), pipeline, model);
  }
}
