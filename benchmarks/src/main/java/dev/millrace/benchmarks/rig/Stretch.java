package dev.millrace.benchmarks.rig;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * What a process did between two counts of its work.
 *
 * @param count pieces of work done
 * @param cpu time of all processors that the process used
 * @param compilers what Java's compilers used of it; nothing where the system does not tell
 * @param wall time that passed
 */
public record Stretch(long count, Duration cpu, Duration compilers, Duration wall) {

  /** Before anything is done; it has no figures. */
  public static final Stretch NOTHING = new Stretch(0, Duration.ZERO, Duration.ZERO, Duration.ZERO);

  private static final long LOOK_MILLIS = 20;

  /**
   * Without any progress for so long, nothing more is to be hoped for, however busy the machine is.
   */
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  /** The part of the work that is looked at: it begins when the process is warm. */
  public record Part(long from, long to) {

    /** The second half, without the end, where the work runs out. */
    public static Part steady(long all) {
      return new Part(all / 2, all - all / 20);
    }

    /** The last quarter, without the end: of a program that the compiler has long to do with. */
    public static Part late(long all) {
      return new Part(all - all / 4, all - all / 20);
    }
  }

  /** A moment of a process. */
  public record Mark(Duration cpu, Duration compilers, long nanos) {

    /** What it has done since then. */
    public Stretch until(ChildProcess process, long count) {
      return until(mark(process), count);
    }

    private Stretch until(Mark end, long count) {
      return new Stretch(
          count,
          end.cpu.minus(cpu),
          end.compilers.minus(compilers),
          Duration.ofNanos(end.nanos - nanos));
    }
  }

  private record Moment(long count, Mark mark) {}

  /**
   * Waits until a process is through a part of its work; where that passed within one look, all of
   * the work up to there is what is told of.
   *
   * @param count tells how much of it is done
   * @throws IllegalStateException where the process ends, or stands still for a minute
   */
  public static Stretch of(ChildProcess process, LongSupplier count, Part part)
      throws InterruptedException {
    Moment start = moment(process, count, 0);
    Moment begin = moment(process, count, part.from());
    Moment end = moment(process, count, part.to());
    if (begin.count == end.count) {
      begin = start;
    }
    return begin.mark.until(end.mark, end.count - begin.count);
  }

  /** Waits until that much is done. */
  public static void await(ChildProcess process, LongSupplier count, long wanted)
      throws InterruptedException {
    moment(process, count, wanted);
  }

  /** This moment of it. */
  public static Mark mark(ChildProcess process) {
    return new Mark(process.cpu(), process.compilers(), System.nanoTime());
  }

  /** Both together. */
  public Stretch plus(Stretch more) {
    return new Stretch(
        count + more.count,
        cpu.plus(more.cpu),
        compilers.plus(more.compilers),
        wall.plus(more.wall));
  }

  /** Processor time of one piece. */
  public double cpuMicros() {
    return cpu.toNanos() / 1e3 / count;
  }

  /** Of the processor time of one piece, that of the compilers. */
  public double compilerMicros() {
    return compilers.toNanos() / 1e3 / count;
  }

  /** Pieces in a second. */
  public double perSecond() {
    return count * 1e9 / wall.toNanos();
  }

  private static Moment moment(ChildProcess process, LongSupplier count, long wanted)
      throws InterruptedException {
    long last = -1;
    long lastChange = System.nanoTime();
    while (true) {
      long now = count.getAsLong();
      if (now >= wanted) {
        return new Moment(now, mark(process));
      }
      process.requireAlive();
      if (now != last) {
        last = now;
        lastChange = System.nanoTime();
      } else if (System.nanoTime() - lastChange > PATIENCE.toNanos()) {
        throw new IllegalStateException(
            "nothing was done for "
                + PATIENCE.toSeconds()
                + " s: "
                + now
                + " of "
                + wanted
                + " pieces are");
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
    }
  }
}
