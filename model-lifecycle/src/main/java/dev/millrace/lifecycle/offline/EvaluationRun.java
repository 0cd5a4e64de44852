package dev.millrace.lifecycle.offline;

import dev.millrace.lifecycle.domain.evaluation.Example;
import dev.millrace.lifecycle.domain.evaluation.ModelAnswer;
import dev.millrace.lifecycle.domain.evaluation.PairedAnswers;
import dev.millrace.lifecycle.offline.OfflineRun.End;
import dev.millrace.platform.answers.domain.LabelText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Asks champion and candidate the same examples, apart from the traffic.
 *
 * <p>Each answer is kept as it comes, with what it cost: a run that begins again goes on where it
 * was, with what is left of its budget. What a kill takes away is asked for once more: the calls
 * under way, and what came in while an answer was being kept.
 *
 * <p><i>Failure</i>: an endpoint that is busy or away makes no answer wrong: its questions stay
 * unanswered, and the result says how many. What it refuses for the question's sake is a wrong
 * answer.
 */
public final class EvaluationRun {

  private static final String CHAMPION = "champion";
  private static final String CANDIDATE = "candidate";

  /** No model: calls of which nobody heard, with what they can have cost. */
  static final String LOST = "lost";

  private final AnswerStore store;
  private final OfflineRun.Terms terms;
  private final InstantSource clock;

  /**
   * An example as it is asked.
   *
   * @param labels that may be given
   */
  public record Asked(Example example, Question question, List<String> labels) {

    public Asked {
      labels = List.copyOf(labels);
      if (!example.id().equals(question.id())) {
        throw new IllegalArgumentException("a question has to have the id of its example");
      }
    }
  }

  /** What came of it. */
  public sealed interface Result {

    /** Both have answered everything. */
    record Complete(List<PairedAnswers> answers) implements Result {

      public Complete {
        answers = List.copyOf(answers);
      }
    }

    /**
     * Something is missing; beginning again goes on from here.
     *
     * @param end why; DONE where the endpoint was busy or away
     * @param missing answers
     */
    record Incomplete(End end, int missing) implements Result {}
  }

  public EvaluationRun(AnswerStore store, OfflineRun.Terms terms, InstantSource clock) {
    this.store = store;
    this.terms = terms;
    this.clock = clock;
  }

  /**
   * Keeps that money may have gone to calls of an earlier life of this evaluation.
   *
   * @param costs most that each can have cost, by its id in the ledger; none counts twice
   */
  public void keepLost(Map<String, BigDecimal> costs) throws IOException {
    Map<String, ModelAnswer> fresh = new HashMap<>();
    costs.forEach(
        (id, cost) ->
            fresh.put(
                id, new ModelAnswer(Optional.empty(), Optional.of(cost), /* latencyMillis= */ 0)));
    fresh.keySet().removeAll(store.read(LOST).keySet());
    if (!fresh.isEmpty()) {
      store.add(LOST, fresh);
    }
  }

  /**
   * Asks what has not been answered yet.
   *
   * @param purse of both together: what was spent before is taken from it first
   */
  public Result run(List<Asked> examples, Model champion, Model candidate, Purse purse)
      throws IOException, InterruptedException {
    Map<String, ModelAnswer> ofChampion = store.read(CHAMPION);
    Map<String, ModelAnswer> ofCandidate = store.read(CANDIDATE);
    spentBefore(purse, store.read(LOST));
    spentBefore(purse, ofChampion);
    spentBefore(purse, ofCandidate);
    Side first = new Side(CHAMPION, champion, new HashMap<>(ofChampion));
    Side second = new Side(CANDIDATE, candidate, new HashMap<>(ofCandidate));
    End end = complete(first, examples, purse);
    if (end == End.DONE) {
      end = complete(second, examples, purse);
    }
    List<PairedAnswers> paired = new ArrayList<>();
    int missing = 0;
    for (Asked asked : examples) {
      ModelAnswer one = first.answers().get(asked.example().id());
      ModelAnswer other = second.answers().get(asked.example().id());
      missing += (one == null ? 1 : 0) + (other == null ? 1 : 0);
      if (one != null && other != null) {
        paired.add(new PairedAnswers(asked.example(), one, other));
      }
    }
    return missing > 0 ? new Result.Incomplete(end, missing) : new Result.Complete(paired);
  }

  private record Side(String name, Model model, Map<String, ModelAnswer> answers) {}

  private static void spentBefore(Purse purse, Map<String, ModelAnswer> answers) {
    answers.values().forEach(answer -> answer.cost().ifPresent(purse::spend));
  }

  private End complete(Side side, List<Asked> examples, Purse purse)
      throws IOException, InterruptedException {
    Map<String, Asked> open = new HashMap<>();
    List<Question> questions = new ArrayList<>();
    for (Asked asked : examples) {
      String id = asked.example().id();
      if (!side.answers().containsKey(id) && open.put(id, asked) == null) {
        questions.add(asked.question());
      }
    }
    return new OfflineRun(side.model(), terms, purse, clock)
        .run(
            questions,
            (question, reply) -> {
              Asked asked = open.get(question.id());
              if (asked != null && reply.next() != Reply.Next.ASK_AGAIN) {
                keep(side, question.id(), answer(asked, reply.said()));
              }
            });
  }

  private void keep(Side side, String id, ModelAnswer answer) {
    try {
      store.add(side.name(), Map.of(id, answer));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    side.answers().put(id, answer);
  }

  private static ModelAnswer answer(Asked asked, Said said) {
    return new ModelAnswer(
        said.text().flatMap(text -> LabelText.read(text, asked.labels())),
        said.cost(),
        said.latencyMillis());
  }
}
