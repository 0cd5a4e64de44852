package dev.millrace.lifecycle.domain.dataset;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Examples of different content, each on its side of the split, the newest of a side where there
 * are too many.
 *
 * <p>Of texts that ask the same, the one with the newest label stays. A text's side follows from
 * the text alone: so each label has the same share of its texts held out, as near as chance has it,
 * and what was held out once is never trained with, whatever comes later.
 *
 * <p><i>Threads</i>: for one at a time.
 */
public final class Examples {

  private final double holdoutShare;
  private final Side training;
  private final Side holdout;
  private int duplicates;

  /**
   * How many there may be.
   *
   * @param examples most
   * @param bytes most memory that they take
   */
  public record Limit(int examples, long bytes) {

    public Limit {
      if (examples < 1 || bytes < 1) {
        throw new IllegalArgumentException("room for at least one example is needed");
      }
    }
  }

  /** The examples of a side, oldest truth first. */
  private static final class Side {

    private static final Comparator<Kept> BY_AGE =
        Comparator.comparing((Kept kept) -> kept.example().truth().observedAt())
            .thenComparing(Kept::content);

    private final Limit limit;
    private final Map<Content, Kept> byContent = new HashMap<>();
    private final TreeSet<Kept> byAge = new TreeSet<>(BY_AGE);
    private long bytes;
    private int crowdedOut;

    Side(Limit limit) {
      this.limit = limit;
    }

    void add(Kept kept) {
      byContent.put(kept.content(), kept);
      byAge.add(kept);
      bytes += kept.example().bytes();
      while (byAge.size() > limit.examples() || (bytes > limit.bytes() && byAge.size() > 1)) {
        remove(byAge.first());
        crowdedOut++;
      }
    }

    void remove(Kept kept) {
      byContent.remove(kept.content());
      byAge.remove(kept);
      bytes -= kept.example().bytes();
    }

    /** In the order of their digests, which says nothing about them. */
    List<LabelledRequest> examples() {
      List<Kept> all = new ArrayList<>(byAge);
      all.sort(Comparator.comparing(Kept::content));
      return all.stream().map(Kept::example).toList();
    }
  }

  private record Kept(Content content, LabelledRequest example) {}

  /**
   * None yet.
   *
   * @param holdoutShare share of the texts that no training sees, more than 0 and less than 1
   */
  public Examples(double holdoutShare, Limit training, Limit holdout) {
    if (!(holdoutShare > 0 && holdoutShare < 1)) {
      throw new IllegalArgumentException(
          "a share of the holdout between 0 and 1 is needed, not " + holdoutShare);
    }
    this.holdoutShare = holdoutShare;
    this.training = new Side(training);
    this.holdout = new Side(holdout);
  }

  /** Takes one into account. */
  public void add(LabelledRequest example) {
    Content content = Content.of(example.user());
    Side side = content.isHeldOut(holdoutShare) ? holdout : training;
    Kept known = side.byContent.get(content);
    if (known != null) {
      duplicates++;
      if (!isBefore(known.example(), example)) {
        return;
      }
      side.remove(known);
    }
    side.add(new Kept(content, example));
  }

  /** Those to train with. */
  public List<LabelledRequest> training() {
    return training.examples();
  }

  /** Those that are only measured. */
  public List<LabelledRequest> holdout() {
    return holdout.examples();
  }

  /** How often a text came again. */
  public int duplicates() {
    return duplicates;
  }

  /** How often an older example made room for a newer. */
  public int crowdedOut() {
    return training.crowdedOut + holdout.crowdedOut;
  }

  /** The newest label wins; of the same label at the same time, one of the two, always the same. */
  private static boolean isBefore(LabelledRequest one, LabelledRequest other) {
    return one.truth().equals(other.truth())
        ? one.id().compareTo(other.id()) < 0
        : one.truth().isBefore(other.truth());
  }
}
