package dev.millrace.cost;

import dev.millrace.cost.domain.Booking;
import dev.millrace.cost.domain.Charge;
import dev.millrace.cost.domain.ChargedCall;
import dev.millrace.cost.domain.Horizon;
import dev.millrace.cost.domain.OpenSums;
import dev.millrace.cost.domain.Rates;
import dev.millrace.cost.domain.Series;
import dev.millrace.cost.domain.WindowKey;
import dev.millrace.platform.pricing.domain.CostWindow;
import dev.millrace.record.CostMetric;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.utils.Bytes;
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

  /** Some ten MiB of memory for each length. */
  private static final int MAX_PENDING = 20_000;

  private static final Logger LOG = LoggerFactory.getLogger(BookingProcessor.class);

  private final Parts parts;
  private @Nullable Started started;
  private long nextRollUp;
  private long tooLate;

  /** What all processors of an instance share. */
  record Parts(Rates rates, Horizon horizon, Pace pace) {}

  /** What there is from the start on. */
  private record Started(
      ProcessorContext<String, CostMetric> context,
      BookedCalls booked,
      PendingWindows pending,
      CostWindows windows,
      Sweep sweep) {}

  BookingProcessor(Parts parts) {
    this.parts = parts;
  }

  @Override
  public void init(ProcessorContext<String, CostMetric> context) {
    CostWindows windows = new CostWindows(context.getStateStore(CostWindows.NAME), parts.rates());
    PendingWindows pending = context.getStateStore(PendingWindows.NAME);
    pending.open();
    started =
        new Started(
            context,
            BookedCalls.in(context.getStateStore(BookedCalls.NAME), parts.horizon().records()),
            pending,
            windows,
            new Sweep(context.getStateStore(Sweep.NAME), windows, parts.horizon()));
    nextRollUp = 0;
    context.schedule(parts.pace().writing(), PunctuationType.WALL_CLOCK_TIME, this::writeAndSweep);
  }

  @Override
  public void process(Record<String, byte[]> record) {
    Started state = started();
    Charge charge = Charge.of(record.value());
    if (parts.horizon().isTooLate(charge, state.context().currentStreamTimeMs())) {
      tooLate++;
      return;
    }
    Bytes request = BookedCalls.key(charge, record.timestamp());
    Booking booking = Booking.of(charge, state.booked().of(request));
    if (booking.calls().isEmpty()) {
      return;
    }
    state.booked().put(request, record.timestamp(), booking.marks());
    for (ChargedCall call : booking.calls()) {
      state.pending().add(charge.minute(call), call);
    }
    if (state.pending().size(CostWindow.MINUTE) >= MAX_PENDING) {
      write();
    }
  }

  private void writeAndSweep(long now) {
    write();
    if (now >= nextRollUp) {
      rollUp();
      nextRollUp = now + parts.pace().rollingUp().toMillis();
    }
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

  /** Minutes, which wait for their hours then. */
  private void write() {
    Started state = started();
    state
        .pending()
        .take(CostWindow.MINUTE)
        .forEach(
            (minute, sums) -> {
              forward(state.windows().add(minute, sums));
              state.pending().add(minute.in(CostWindow.HOUR), sums);
            });
    if (state.pending().size(CostWindow.HOUR) >= MAX_PENDING) {
      rollUp();
    }
  }

  /** Hours and days: they change with each of their minutes, and are looked at less often. */
  private void rollUp() {
    Started state = started();
    Map<WindowKey, OpenSums> days = new HashMap<>();
    state
        .pending()
        .take(CostWindow.HOUR)
        .forEach(
            (hour, sums) -> {
              forward(state.windows().add(hour, sums));
              days.computeIfAbsent(hour.in(CostWindow.DAY), day -> new OpenSums()).add(sums);
            });
    days.forEach((day, sums) -> forward(state.windows().add(day, sums.sums())));
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
