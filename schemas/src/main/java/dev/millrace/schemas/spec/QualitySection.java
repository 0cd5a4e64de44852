package dev.millrace.schemas.spec;

import dev.millrace.record.Judge;
import dev.millrace.record.Quality;
import dev.millrace.record.Task;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** {@code quality}: how answers are judged besides by people. */
final class QualitySection {

  private static final Field<String> MODEL =
      Field.required(
          "model",
          Names.model(),
          "Model that is asked how good answers are. Best another one than `models.champion`:"
              + " models like their own answers.");
  private static final Field<Double> SAMPLE =
      Field.byDefault(
          "sample",
          Quantities.positive(1),
          "0.05",
          "Share of the requests whose answers are rated; which ones follows from their ids.");
  private static final Field<BigDecimal> DAILY_BUDGET =
      Field.required(
          "dailyBudget",
          Quantities.dollars(),
          "Most that its calls may cost in a UTC day. Answers beyond that are not rated, and"
              + " counted.");
  private static final Field<String> CRITERIA =
      Field.byDefault(
          "criteria",
          Kinds.matching(
              Pattern.compile("(?=.*\\S).{1,4000}", Pattern.DOTALL),
              "a text of at most 4000 characters"),
          "It does what the request asks for, is right, and leaves out nothing that matters.",
          "What makes an answer a good one.");
  private static final Field<Section> JUDGE =
      Field.required(
          "judge",
          Kinds.section(List.of(MODEL, SAMPLE, DAILY_BUDGET, CRITERIA)),
          "A model that rates a sample of the answers. For the tasks `generation` and"
              + " `extraction`.");

  static final List<Field<?>> FIELDS = List.of(JUDGE);

  private QualitySection() {}

  static @Nullable Quality read(@Nullable Section section, @Nullable Task task) {
    if (section == null) {
      return null;
    }
    if (task == Task.CLASSIFICATION || task == Task.EMBEDDING) {
      section.wrong(
          JUDGE,
          "is for generation and extraction: "
              + (task == Task.CLASSIFICATION
                  ? "labels that people give tell more of a classification"
                  : "nobody can read what an embedding says")
              + "; remove it, or change the task "
              + task.name().toLowerCase(Locale.ROOT));
    }
    Section judge = section.read(JUDGE);
    if (judge == null) {
      return null;
    }
    String model = judge.read(MODEL);
    Double sample = judge.read(SAMPLE);
    BigDecimal budget = judge.read(DAILY_BUDGET);
    String criteria = judge.read(CRITERIA);
    return judge.isSound() ? new Quality(new Judge(model, sample, budget, criteria)) : null;
  }
}
