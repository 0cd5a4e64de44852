package dev.millrace.inference.domain.pack;

import dev.millrace.inference.domain.CallResult;
import dev.millrace.inference.domain.CallResult.Answered;
import dev.millrace.inference.domain.CallResult.Content;
import dev.millrace.inference.domain.ModelCall;
import dev.millrace.inference.domain.Sharing;
import dev.millrace.record.TokenUsage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One call for several requests, and whose part of its result is which.
 *
 * <p>Answers are told apart by the index that the model repeats, nothing else: one that it gives
 * twice counts for nobody. Tokens are shared out by the length of the records' own texts, so that
 * the shares sum up to the tokens of the call; see {@link Shares}.
 */
public final class PackedCall {

  private static final int BYTES_PER_TOKEN = 3;

  private final List<ModelCall> parts;
  private final Sharing.Form form;
  private final ModelCall call;

  /**
   * The call for all of them.
   *
   * @param parts at least two, of one tenant, pipeline, model and guardrail, with the same
   *     instructions
   */
  public PackedCall(List<ModelCall> parts, Sharing.Form form) {
    this.parts = List.copyOf(parts);
    this.form = form;
    ModelCall first = parts.get(0);
    this.call =
        new ModelCall(
            first.requestId(),
            first.tenant(),
            first.pipeline(),
            first.attempt(),
            first.route(),
            PackedPrompt.of(parts.stream().map(ModelCall::input).toList(), form),
            parts.size(),
            first.guardrail());
  }

  /** What is to be called. */
  public ModelCall call() {
    return call;
  }

  /**
   * What each of the requests is told, in their order.
   *
   * @param startedAt when the call began
   */
  public List<CallResult> results(CallResult whole, Instant startedAt, ArrayReader reader) {
    List<CallResult> own =
        whole instanceof Answered answered
            ? answers(answered, reader)
            : parts.stream().map(part -> whole).toList();
    return own.stream()
        .<CallResult>map(one -> new CallResult.Shared(one, parts.size(), startedAt))
        .toList();
  }

  private List<CallResult> answers(Answered whole, ArrayReader reader) {
    List<Content> contents = contents(whole, reader);
    Optional<List<TokenUsage>> shares =
        whole.report().usage().map(usage -> Shares.of(usage, weights()));
    List<CallResult> answers = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      int place = i;
      answers.add(
          new Answered(
              contents.get(i),
              whole.stopReason(),
              shares.map(all -> whole.report().share(all.get(place))).orElse(whole.report())));
    }
    return answers;
  }

  private long[] weights() {
    return parts.stream()
        .mapToLong(part -> 1 + PackedPrompt.bytes(part.input()) / BYTES_PER_TOKEN)
        .toArray();
  }

  private List<Content> contents(Answered whole, ArrayReader reader) {
    if (form == Sharing.Form.VECTOR) {
      return whole.content() instanceof Content.Vectors vectors
              && vectors.all().size() == parts.size()
          ? List.copyOf(vectors.all())
          : nobody("the model did not answer with a vector for each text");
    }
    Optional<ArrayReader.Elements> elements =
        whole.content() instanceof Content.Text text
            ? reader.read(text.text(), PackedPrompt.member(form))
            : Optional.empty();
    Map<Integer, String> byIndex = elements.map(this::byIndex).orElse(Map.of());
    if (byIndex.isEmpty()) {
      return nobody("the answer is no JSON array by index");
    }
    Content absent =
        new Content.Absent(
            "the answer to " + parts.size() + " records has no part for this one",
            elements.orElseThrow().isWhole() ? 1 : Sharing.half(parts.size()));
    List<Content> contents = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      contents.add(
          Optional.ofNullable(byIndex.get(i)).<Content>map(Content.Text::new).orElse(absent));
    }
    return contents;
  }

  /** By index, those that are there once. */
  private Map<Integer, String> byIndex(ArrayReader.Elements elements) {
    Map<Integer, String> byIndex = new HashMap<>();
    Set<Integer> seen = new HashSet<>();
    for (ArrayReader.Element element : elements.complete()) {
      if (!seen.add(element.index())) {
        byIndex.remove(element.index());
      } else if (element.index() >= 0 && element.index() < parts.size()) {
        byIndex.put(element.index(), element.answer());
      }
    }
    return byIndex;
  }

  private List<Content> nobody(String detail) {
    Content absent = new Content.Absent(detail, Sharing.half(parts.size()));
    return parts.stream().map(part -> absent).toList();
  }
}
