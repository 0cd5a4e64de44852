package dev.millrace.drift;

import static dev.millrace.drift.domain.Traffic.BEGINNING;
import static dev.millrace.drift.domain.Traffic.MINUTE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.drift.domain.labels.Answer;
import dev.millrace.drift.domain.labels.Remark;
import dev.millrace.record.QualityMetric;
import dev.millrace.record.RetrainingEvent;
import dev.millrace.record.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The same numbers, however many work on them, in whatever order, and through a kill. */
class ParallelismTest {

  private static final long SEED = 20261126;
  private static final int MINUTES = 14;
  private static final int PIPELINES = 5;
  private static final int ANSWERS = 60;
  private static final int KILLED_AT = 7;
  private static final Duration DUE = Duration.ofSeconds(30);
  private static final long LATE_MILLIS = 5 * MINUTE;

  private static final Watching WATCHING =
      new Watching(
          Duration.ofSeconds(10),
          Duration.ofSeconds(20),
          Duration.ofSeconds(1),
          DUE,
          Duration.ofDays(30),
          2,
          100,
          1_000,
          2,
          3);

  /** Serialized openers find the board here. */
  private static FakeBoard board = new FakeBoard();

  private final List<List<Answer>> answers = new ArrayList<>();
  private final List<List<Remark>> remarks = new ArrayList<>();

  private record Told(Map<String, QualityMetric> lastWords, Set<RetrainingEvent> events) {}

  @BeforeEach
  void generate() {
    Random random = new Random(SEED);
    for (int minute = 0; minute < MINUTES; minute++) {
      answers.add(new ArrayList<>());
      remarks.add(new ArrayList<>());
    }
    for (int minute = 0; minute < MINUTES; minute++) {
      for (int i = 0; i < PIPELINES * ANSWERS; i++) {
        generate(minute, i, random);
      }
    }
  }

  private void generate(int minute, int number, Random random) {
    int pipeline = number % PIPELINES;
    boolean hasChanged = pipeline == 0 && minute >= 5;
    Answer answer =
        answer(
            "tickets-" + pipeline,
            "r-" + minute + "-" + number,
            BEGINNING + minute * MINUTE + random.nextInt((int) MINUTE),
            random.nextInt(hasChanged ? 2 : 8) == 0 ? "billing" : "bug");
    answers.get(minute).add(answer);
    if (random.nextInt(3) == 0) {
      return;
    }
    boolean isLate = random.nextInt(4) == 0;
    int at = isLate ? (int) (minute + LATE_MILLIS / MINUTE) : minute;
    if (at < MINUTES) {
      boolean isRight = random.nextInt(10) < (hasChanged ? 5 : 9);
      remarks
          .get(at)
          .add(
              new Remark(
                  answer.requestId(),
                  answer.tenant(),
                  answer.pipeline(),
                  isRight ? answer.label() : "other",
                  null,
                  answer.eventTimeMillis() + (isLate ? LATE_MILLIS : 1_000)));
    }
  }

  @Test
  void parallelismOrderAndAKillChangeNoNumber() throws Exception {
    Told expected = played(1, SEED);
    assertThat(expected.lastWords().values())
        .anyMatch(metric -> metric.getName().equals("qualityStream"))
        .anyMatch(metric -> metric.getVerdict() == Verdict.DRIFTED)
        .hasSizeGreaterThan(PIPELINES * (MINUTES - 2) * 4);
    assertThat(expected.events()).as("one cause of one pipeline").hasSize(1);

    assertThat(played(4, SEED + 1)).as("four, shuffled").isEqualTo(expected);
    assertThat(killed(1, 1, SEED + 2)).as("one, killed").isEqualTo(expected);
    assertThat(killed(4, 2, SEED + 3)).as("four, killed, and two").isEqualTo(expected);
  }

  private Told played(int parallelism, long seed) throws Exception {
    board = new FakeBoard();
    Told told = new Told(new TreeMap<>(), new HashSet<>());
    try (Operators operators = Operators.open(parallelism, () -> board, WATCHING, BEGINNING)) {
      play(operators, 0, MINUTES, new Random(seed), told);
    }
    return told;
  }

  /** What was told between the checkpoint and the kill stays told. */
  private Told killed(int before, int after, long seed) throws Exception {
    board = new FakeBoard();
    Random random = new Random(seed);
    Told told = new Told(new TreeMap<>(), new HashSet<>());
    Operators.Checkpoint checkpoint;
    try (Operators first = Operators.open(before, () -> board, WATCHING, BEGINNING)) {
      play(first, 0, KILLED_AT, random, told);
      checkpoint = first.snapshot();
      play(first, KILLED_AT, KILLED_AT + 3, random, told);
    }
    board.written.addAll(told.events());
    try (Operators second = Operators.restore(checkpoint, after, () -> board, WATCHING)) {
      play(second, KILLED_AT, MINUTES, random, told);
    }
    return told;
  }

  private void play(Operators operators, int from, int to, Random random, Told told)
      throws Exception {
    for (int minute = from; minute < to; minute++) {
      List<Object> came = new ArrayList<>(answers.get(minute));
      came.addAll(remarks.get(minute));
      Collections.shuffle(came, random);
      for (Object record : came) {
        operators.read(record);
      }
      long end = BEGINNING + (minute + 1) * MINUTE;
      operators.look(end, end);
      for (QualityMetric metric : operators.metrics()) {
        told.lastWords()
            .merge(
                place(metric),
                metric,
                (old, now) -> now.getRevision() >= old.getRevision() ? now : old);
      }
      told.events().addAll(operators.events());
    }
  }

  private static String place(QualityMetric metric) {
    return String.join(
        "|",
        metric.getPipeline(),
        String.valueOf(metric.getModelVersion()),
        String.valueOf(metric.getFeature()),
        metric.getName(),
        metric.getWindowStart().toString());
  }

  private static Answer answer(String pipeline, String id, long at, String label) {
    return new Answer(
        id,
        "acme",
        pipeline,
        3,
        null,
        at,
        Answer.ANSWERED,
        label,
        0.9,
        10L,
        100L,
        1_000L,
        new String[0],
        new double[0],
        new String[0]);
  }
}
