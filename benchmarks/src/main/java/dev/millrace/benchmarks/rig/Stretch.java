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

  private record Moment(long count, Duration cpu, Duration compilers, long nanos) {}

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
    return new Stretch(
        end.count - begin.count,
        end.cpu.minus(begin.cpu),
        end.compilers.minus(begin.compilers),
        Duration.ofNanos(end.nanos - begin.nanos));
  }

  /** Waits until that much is done. */
  public static void await(ChildProcess process, LongSupplier count, long wanted)
      throws InterruptedException {
    moment(process, count, wanted);
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
        return new Moment(now, process.cpu(), process.compilers(), System.nanoTime());
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
