package dev.millrace.inference.domain.pack;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Brings together the requests that may share a call.
 *
 * <p><i>Shape</i>: one open pack for each kind of requests. It is closed when it has as many
 * records as they allow, when the next one would make it too large, and when the first of them has
 * waited as long as they allow, or one of them half of the time that it had left.
 *
 * <p><i>Threads</i>: for one at a time.
 */
public final class OpenPacks<E> {

  /** All of it is sent again, in parts, where the call goes wrong. */
  static final int MOST_BYTES = 65_536;

  /** Input and longest answer: the smallest context window of the models on Bedrock, about. */
  static final int MOST_TOKENS = 32_000;

  /** The longest answer: what the models that write least write at most, such as Claude 3 Haiku. */
  static final int MOST_OUTPUT_TOKENS = 4_096;

  /** Texts of few letters to the token: code, or languages other than English. */
  private static final int FEWEST_BYTES_PER_TOKEN = 3;

  private static final int PARTS_OF_THE_TIME_LEFT = 2;

  private final Map<Kind, Open<E>> byKind = new HashMap<>();

  /** In the order in which they are closed, if nothing closes them before. */
  private final TreeSet<Open<E>> byTime =
      new TreeSet<>(
          Comparator.<Open<E>, Instant>comparing(pack -> pack.closesAt)
              .thenComparingLong(pack -> pack.number));

  private long opened;

  /**
   * A closed pack.
   *
   * @param arrivals at least one, in their order
   */
  public record Pack<E>(List<Arrival<E>> arrivals) {
    public Pack {
      arrivals = List.copyOf(arrivals);
    }

    private Kind kind() {
      return Kind.of(arrivals.get(0));
    }
  }

  /** What a pack, or one record of it, takes. */
  private record Size(long bytes, long inputBytes, long outputTokens) {

    /** Of one record, with what it has in common with the others. */
    static Size of(Arrival<?> arrival) {
      long bytes = PackedPrompt.bytes(arrival.call().input());
      long common = PackedPrompt.commonBytes(arrival.call().input(), arrival.sharing().form());
      return new Size(bytes, bytes + common, PackedPrompt.mostOutput(arrival.call().input()));
    }

    /** With one more record, of which the common part is there already. */
    Size plus(Size one) {
      return new Size(bytes + one.bytes, inputBytes + one.bytes, outputTokens + one.outputTokens);
    }

    boolean fits() {
      return bytes <= MOST_BYTES
          && outputTokens <= MOST_OUTPUT_TOKENS
          && inputBytes / FEWEST_BYTES_PER_TOKEN + outputTokens <= MOST_TOKENS;
    }
  }

  private static final class Open<E> {

    private final Kind kind;
    private final long number;
    private final List<Arrival<E>> arrivals = new ArrayList<>();
    private Size size;

    /** Does not change while it is among those by time. */
    private Instant closesAt;

    private Open(Kind kind, long number, Size size, Instant closesAt) {
      this.kind = kind;
      this.number = number;
      this.size = size;
      this.closesAt = closesAt;
    }
  }

  /**
   * Takes one in.
   *
   * @return the packs that are closed by it
   */
  public List<Pack<E>> add(Arrival<E> arrival, Instant now) {
    Size own = Size.of(arrival);
    if (!own.fits()) {
      return List.of(new Pack<>(List.of(arrival)));
    }
    Kind kind = Kind.of(arrival);
    List<Pack<E>> closed = new ArrayList<>();
    Open<E> open = byKind.get(kind);
    if (open != null && !open.size.plus(own).fits()) {
      closed.add(close(open));
      open = null;
    }
    if (open == null) {
      open = new Open<>(kind, opened++, own, now.plus(arrival.sharing().patience()));
      byKind.put(kind, open);
    } else {
      open.size = open.size.plus(own);
      byTime.remove(open);
    }
    open.arrivals.add(arrival);
    open.closesAt = earlier(open.closesAt, halfway(now, arrival.deadline()));
    byTime.add(open);
    if (open.arrivals.size() >= arrival.sharing().most()) {
      closed.add(close(open));
    }
    return closed;
  }

  /** When the next one is to be closed; empty where none is open. */
  public Optional<Instant> nextClosing() {
    return byTime.isEmpty() ? Optional.empty() : Optional.of(byTime.first().closesAt);
  }

  /** Closes those whose time has come. */
  public List<Pack<E>> closeDue(Instant now) {
    List<Pack<E>> closed = new ArrayList<>();
    while (!byTime.isEmpty() && !byTime.first().closesAt.isAfter(now)) {
      closed.add(close(byTime.first()));
    }
    return closed;
  }

  /**
   * Closes the pack of those who were in this one and ask again with fewer others: nobody else is
   * to be waited for.
   */
  public Optional<Pack<E>> closeAfter(Pack<E> pack, int most) {
    return Optional.ofNullable(byKind.get(pack.kind().upTo(most))).map(this::close);
  }

  private Pack<E> close(Open<E> open) {
    byKind.remove(open.kind);
    byTime.remove(open);
    return new Pack<>(open.arrivals);
  }

  private static Instant halfway(Instant now, Instant deadline) {
    return now.plus(Duration.between(now, deadline).dividedBy(PARTS_OF_THE_TIME_LEFT));
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }
}
