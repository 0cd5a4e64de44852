package dev.millrace.cost;

import dev.millrace.cost.domain.Booking;
import dev.millrace.cost.domain.Charge;
import dev.millrace.cost.domain.Horizon;
import dev.millrace.cost.domain.Rates;
import dev.millrace.cost.domain.Series;
import dev.millrace.cost.domain.WindowKey;
import dev.millrace.cost.domain.WindowSums;
import dev.millrace.platform.pricing.domain.CostWindow;
import dev.millrace.record.CostMetric;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Books each call once, and writes the windows that have changed from time to time.
 *
 * <p><i>Failure</i>: marks, minutes and windows are committed together with the place in the input,
 * or not at all. A record that comes later than anybody could tell whether it is a copy is not
 * booked, and the log says how many there were.
 */
final class BookingProcessor implements Processor<String, byte[], String, CostMetric> {

  /** Some ten MiB of memory. */
  private static final int MAX_PENDING = 20_000;

  private static final Logger LOG = LoggerFactory.getLogger(BookingProcessor.class);

  private final Parts parts;
  private @Nullable Started started;
  private long tooLate;

  /**
   * What all processors of an instance share.
   *
   * @param writing time between two writings of windows
   */
  record Parts(Rates rates, Horizon horizon, Duration writing) {}

  /** What there is from the start on. */
  private record Started(
      ProcessorContext<String, CostMetric> context,
      BookedCalls booked,
      PendingMinutes pending,
      CostWindows windows,
      Sweep sweep) {}

  BookingProcessor(Parts parts) {
    this.parts = parts;
  }

  @Override
  public void init(ProcessorContext<String, CostMetric> context) {
    CostWindows windows = new CostWindows(context.getStateStore(CostWindows.NAME), parts.rates());
    started =
        new Started(
            context,
            new BookedCalls(context.getStateStore(BookedCalls.NAME)),
            new PendingMinutes(context.getStateStore(PendingMinutes.NAME)),
            windows,
            new Sweep(context.getStateStore(Sweep.NAME), windows, parts.horizon()));
    context.schedule(parts.writing(), PunctuationType.WALL_CLOCK_TIME, now -> writeAndSweep());
  }

  @Override
  public void process(Record<String, byte[]> record) {
    Started state = started();
    Charge charge = Charge.of(record.value());
    if (parts.horizon().isTooLate(charge, state.context().currentStreamTimeMs())) {
      tooLate++;
      return;
    }
    Booking booking = Booking.of(charge, state.booked().of(charge, record.timestamp()));
    if (booking.minutes().isEmpty()) {
      return;
    }
    state.booked().put(charge, record.timestamp(), booking.marks());
    booking.minutes().forEach(state.pending()::add);
    if (state.pending().size() >= MAX_PENDING) {
      write();
    }
  }

  private void writeAndSweep() {
    write();
    Started state = started();
    state.sweep().step(state.context().currentStreamTimeMs(), this::forward);
    if (tooLate > 0) {
      LOG.warn(
          "{} records are in no window: they were completed more than {} before the newest one, the"
              + " longest time that copies are known; raise cost.retention before they come again",
          tooLate,
          parts.horizon().records());
      tooLate = 0;
    }
  }

  private void write() {
    Started state = started();
    Map<WindowKey, WindowSums> changed = new HashMap<>();
    state
        .pending()
        .take()
        .forEach(
            (minute, sums) -> {
              for (CostWindow window : CostWindow.values()) {
                changed.merge(minute.in(window), sums, WindowSums::plus);
              }
            });
    changed.forEach((key, sums) -> forward(state.windows().add(key, sums)));
  }

  private void forward(CostMetric metric) {
    started()
        .context()
        .forward(
            new Record<>(
                Series.key(metric.getTenant(), metric.getPipeline()),
                metric,
                Math.max(0, metric.getWindowStart().toEpochMilli())));
  }

  private Started started() {
    Started state = started;
    if (state == null) {
      throw new IllegalStateException("the processor is not started");
    }
    return state;
  }
}
