package dev.millrace.lifecycle.dataset;

import dev.millrace.lifecycle.domain.dataset.Examples;
import dev.millrace.lifecycle.domain.dataset.LabelledRequest;
import dev.millrace.lifecycle.work.DatasetCard;
import dev.millrace.lifecycle.work.Pinned;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a candidate is examined with: the holdout of its dataset, and what was labelled since then
 * on the same side of the split, so that no training can have seen it.
 */
public final class EvaluationExamples {

  private final ExampleSource source;
  private final RunFiles files;
  private final DatasetTerms terms;

  /**
   * The examples.
   *
   * @param all the newest, as many as the terms have room for
   * @param recent ids of those that were labelled after the dataset was pinned
   * @param erased labels and examples that were left out because their tenants were erased
   */
  public record Found(List<LabelledRequest> all, Set<String> recent, int erased) {

    public Found {
      all = List.copyOf(all);
      recent = Set.copyOf(recent);
    }
  }

  public EvaluationExamples(ExampleSource source, RunFiles files, DatasetTerms terms) {
    this.source = source;
    this.files = files;
    this.terms = terms;
  }

  /**
   * Reads them.
   *
   * @param live everything labelled up to now
   * @throws IOException where the dataset's files are not as they were written
   */
  public Found of(DatasetCard card, Pinned live) throws IOException {
    String uri = DatasetBuild.evaluationUri(card.holdout().uri());
    String held =
        files
            .textAt(uri)
            .orElseThrow(() -> new IOException(uri + " is missing: make the dataset again"));
    // A label that came since then may be about a request of before.
    Pinned since = new Pinned(card.pinned().feedback().until(live.feedback()), live.requests());
    LabelledRequests requests = new LabelledRequests(source, terms, card.labels(), () -> {});
    Examples examples = requests.of(card.pipeline(), since);
    int erased = requests.left().getOrDefault(LabelledRequests.ERASED, 0);
    Set<String> recent = new HashSet<>();
    examples.holdout().forEach(example -> recent.add(example.id()));
    for (String line : held.lines().toList()) {
      LabelledRequest example = ExampleLines.evaluation(line);
      if (source.isErased().test(example.tenant())) {
        erased++;
      } else {
        recent.remove(example.id());
        examples.add(example);
      }
    }
    return new Found(examples.holdout(), recent, erased);
  }
}
