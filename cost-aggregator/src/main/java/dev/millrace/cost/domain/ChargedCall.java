package dev.millrace.cost.domain;

import java.util.Optional;

/**
 * A call that is paid for, as one of the requests that it was made for sees it.
 *
 * @param number counted from 1 within the request
 * @param modelVersion 0 of a fallback
 * @param tier empty where the endpoint did not say
 * @param startedAtMillis when it began, milliseconds since 1970: it belongs to that window, and to
 *     the prices of that day
 * @param id the endpoint's own id of the call, or of an offline call that of the ledger; empty
 *     where no reply came
 * @param tokens none where they are not known
 * @param endsRequest whether it is the request's last; of an offline call never, as it serves no
 *     request
 */
public record ChargedCall(
    int number,
    String modelId,
    int modelVersion,
    Optional<String> tier,
    long startedAtMillis,
    Optional<String> id,
    Portion portion,
    Tokens tokens,
    boolean endsRequest) {

  /** The same as the last one of its request. */
  public ChargedCall ending() {
    return new ChargedCall(
        number, modelId, modelVersion, tier, startedAtMillis, id, portion, tokens, true);
  }

  /** The same under the id that all records about it have. */
  public ChargedCall of(String shared) {
    return new ChargedCall(
        number,
        modelId,
        modelVersion,
        tier,
        startedAtMillis,
        Optional.of(shared),
        portion,
        tokens,
        endsRequest);
  }

  /** As it goes to whoever books it. */
  void writeTo(PackedWriter out) {
    out.number(number)
        .text(modelId)
        .number(modelVersion)
        .optional(tier)
        .sorted(startedAtMillis)
        .optional(id)
        .number(portion.code())
        .number(endsRequest ? 1 : 0);
    out.number(tokens.input())
        .number(tokens.output())
        .number(tokens.cacheRead())
        .number(tokens.cacheWrite5m())
        .number(tokens.cacheWrite1h());
  }

  /** As it was written. */
  static ChargedCall readFrom(PackedReader in) {
    int number = in.integer();
    String modelId = in.text();
    int modelVersion = in.integer();
    Optional<String> tier = in.optional();
    long startedAt = in.sorted();
    Optional<String> id = in.optional();
    Portion portion = Portion.of(in.integer());
    boolean ends = in.number() == 1;
    Tokens tokens = new Tokens(in.number(), in.number(), in.number(), in.number(), in.number());
    return new ChargedCall(
        number, modelId, modelVersion, tier, startedAt, id, portion, tokens, ends);
  }

  /**
   * What tells it from the other calls of its request. A shadow that was lost and asked for again
   * has two first calls, both of them paid for: the endpoint's id tells them apart. An offline call
   * may have two records, one of what it took and one of the most that it can have taken: they have
   * its id in common, and not when it began.
   */
  long mark(Charge.Kind kind) {
    long digest = Fnv.with(Fnv.START, number);
    if (kind != Charge.Kind.OFFLINE) {
      digest = Fnv.with(digest, startedAtMillis);
    }
    String text = id.orElse("");
    for (int i = 0; i < text.length(); i++) {
      digest = Fnv.with(digest, text.charAt(i));
    }
    return digest;
  }
}
