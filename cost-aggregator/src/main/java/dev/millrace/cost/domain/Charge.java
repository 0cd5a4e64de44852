package dev.millrace.cost.domain;

import dev.millrace.platform.pricing.domain.CostWindow;
import dev.millrace.record.Lane;
import java.util.ArrayList;
import java.util.List;

/**
 * A terminal record, or that of a shadow, as far as money goes.
 *
 * @param whose of what it is
 * @param completedAtMillis when the outcome was known, or of an offline call when it was entered,
 *     milliseconds since 1970; the same in every copy of the record
 * @param calls those that are paid for, at least one
 */
public record Charge(Subject whose, long completedAtMillis, List<ChargedCall> calls) {

  private static final int FORM = 1;

  /** What a record is about. */
  public enum Kind {
    /** A request. */
    REQUEST(0),
    /** What a model was asked beside it. */
    SHADOW(1),
    /** What a model was asked once more, in a replay or an evaluation. */
    OFFLINE(2);

    private final int code;

    Kind(int code) {
      this.code = code;
    }

    /** What stands for it where it is stored. */
    public int code() {
      return code;
    }

    private static Kind of(long code) {
      for (Kind kind : values()) {
        if (kind.code == code) {
          return kind;
        }
      }
      throw new IllegalArgumentException("no kind of a charge has the code " + code);
    }
  }

  /** Whose calls they are. */
  public record Subject(Kind kind, String requestId, String tenant, String pipeline, Lane lane) {}

  public Charge {
    calls = List.copyOf(calls);
    if (calls.isEmpty()) {
      throw new IllegalArgumentException("a record without a paid call charges nothing");
    }
  }

  /** Key under which all copies of the record come together. */
  public String key() {
    return Series.key(whose.tenant(), whose.pipeline());
  }

  /** The minute that a call of it belongs to. */
  public WindowKey minute(ChargedCall call) {
    Series series =
        new Series(
            whose.tenant(),
            whose.pipeline(),
            call.modelId(),
            call.modelVersion(),
            call.tier(),
            whose.lane());
    return new WindowKey(
        series, CostWindow.MINUTE, CostWindow.MINUTE.start(call.startedAtMillis()));
  }

  /** As it goes to whoever books it. */
  public byte[] bytes() {
    PackedWriter out =
        new PackedWriter()
            .number(FORM)
            .number(whose.kind().code())
            .text(whose.requestId())
            .text(whose.tenant())
            .text(whose.pipeline())
            .text(whose.lane().name())
            .sorted(completedAtMillis)
            .number(calls.size());
    calls.forEach(call -> call.writeTo(out));
    return out.bytes();
  }

  /**
   * As it was sent.
   *
   * @throws IllegalArgumentException where the bytes are of something else
   */
  public static Charge of(byte[] bytes) {
    PackedReader in = new PackedReader(bytes);
    long form = in.number();
    if (form != FORM) {
      throw new IllegalArgumentException(
          "a charge is of form " + form + ", this version reads " + FORM);
    }
    Kind kind = Kind.of(in.number());
    Subject whose = new Subject(kind, in.text(), in.text(), in.text(), Lane.valueOf(in.text()));
    long completedAt = in.sorted();
    List<ChargedCall> calls = new ArrayList<>();
    for (long rest = in.number(); rest > 0; rest--) {
      calls.add(ChargedCall.readFrom(in));
    }
    return new Charge(whose, completedAt, calls);
  }
}
