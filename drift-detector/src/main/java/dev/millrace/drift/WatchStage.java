package dev.millrace.drift;

import dev.millrace.drift.domain.labels.Observation;
import dev.millrace.drift.domain.windows.Ledger;
import dev.millrace.drift.domain.windows.PipelineWindows;
import dev.millrace.record.PipelineSpec;
import dev.millrace.record.QualityMetric;
import dev.millrace.record.RetrainingEvent;
import dev.millrace.schemas.TrustedRecords;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.CheckpointListener;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.formats.avro.typeutils.AvroTypeInfo;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/**
 * Counts what is observed of each pipeline, and writes what its windows show.
 *
 * <p>A record costs one append. Every {@code drift.look-every}, {@link PipelineWindows} counts what
 * came since, so each pane is read and written once a look and not once a record, and closes the
 * windows that are over: by the watermark, or by the clock while nothing comes and nothing is left
 * to read. Looks go on as long as windows are open.
 *
 * <p><b>Checkpoint rule</b>. All that is known is keyed state. An event that was written behind the
 * last checkpoint is found in its topic when the job is opened again, and its cause gets no second
 * one.
 *
 * <p><i>State</i>: {@link FlinkWindows}, and records for as long as until the next look.
 */
@SuppressWarnings("NullAway.Init") // Flink calls open before anything else.
final class WatchStage extends KeyedProcessFunction<String, Observation, QualityMetric>
    implements CheckpointListener {

  private static final long serialVersionUID = 1;

  static {
    TrustedRecords.install();
  }

  static final TypeInformation<QualityMetric> METRIC = new AvroTypeInfo<>(QualityMetric.class);

  static final OutputTag<RetrainingEvent> EVENTS =
      new OutputTag<>("retraining-events", new AvroTypeInfo<>(RetrainingEvent.class));

  private final Board.Opener boards;
  private final Watching watching;
  private transient @Nullable Board board;

  private transient ListState<Observation> fresh;
  private transient ValueState<Long> nextLook;
  private transient ValueState<byte[]> ledgers;
  private transient FlinkWindows windows;

  WatchStage(Board.Opener boards, Watching watching) {
    this.boards = boards;
    this.watching = watching;
  }

  @Override
  public void open(OpenContext context) {
    board = boards.open();
    fresh =
        getRuntimeContext()
            .getListState(
                new ListStateDescriptor<>("fresh", TypeInformation.of(Observation.class)));
    nextLook = getRuntimeContext().getState(new ValueStateDescriptor<>("next-look", Types.LONG));
    ValueStateDescriptor<byte[]> descriptor =
        new ValueStateDescriptor<>("ledger", FlinkWindows.BYTES);
    descriptor.enableTimeToLive(FlinkWindows.untilUnused(watching.kept()));
    ledgers = getRuntimeContext().getState(descriptor);
    windows = new FlinkWindows(getRuntimeContext(), watching.kept());
  }

  @Override
  public void processElement(Observation observation, Context context, Collector<QualityMetric> out)
      throws Exception {
    fresh.add(observation);
    if (nextLook.value() == null) {
      lookAgain(context);
    }
  }

  @Override
  public void onTimer(long timestamp, OnTimerContext context, Collector<QualityMetric> out)
      throws Exception {
    nextLook.clear();
    List<Observation> came = new ArrayList<>();
    for (Observation observation : fresh.get()) {
      came.add(observation);
    }
    fresh.clear();
    String pipeline = context.getCurrentKey();
    Optional<PipelineSpec> spec = known().watched(pipeline);
    if (spec.isEmpty()) {
      ledgers.clear();
      windows.forget();
      windows.awaitOnly(List.of());
      return;
    }
    byte[] kept = ledgers.value();
    Ledger ledger = kept == null ? new Ledger() : Ledger.of(kept);
    List<RetrainingEvent> before = known().written(pipeline);
    ledger.policy().recall(before);
    PipelineWindows.Written written =
        new PipelineWindows(
                pipeline,
                watching.terms(spec.get()),
                watching.rules(spec.get()),
                known().versions(pipeline),
                ledger,
                windows)
            .look(came, now(ledger, context), watching.bounds());
    written.metrics().forEach(out::collect);
    for (RetrainingEvent event : written.events()) {
      if (before.stream().noneMatch(one -> one.getId().equals(event.getId()))) {
        context.output(EVENTS, event);
      }
    }
    ledgers.update(ledger.bytes());
    if (ledger.isOpen()) {
      lookAgain(context);
    }
  }

  @Override
  public void notifyCheckpointComplete(long checkpoint) {
    known().checkpointed();
  }

  @Override
  public void close() {
    if (board != null) {
      board.close();
    }
  }

  private void lookAgain(Context context) throws Exception {
    long at = context.timerService().currentProcessingTime() + watching.lookEvery().toMillis();
    context.timerService().registerProcessingTimeTimer(at);
    nextLook.update(at);
  }

  /** What is left to read is only asked where it matters: in silence. */
  private PipelineWindows.Now now(Ledger ledger, OnTimerContext context) {
    long wall = context.timerService().currentProcessingTime();
    Optional<Long> counted =
        ledger.clock().isSilent(wall, watching.bounds())
            ? known().countedUntil(wall)
            : Optional.empty();
    return new PipelineWindows.Now(
        context.timerService().currentWatermark(), wall, counted.orElse(null));
  }

  private Board known() {
    return Objects.requireNonNull(board, "the stage is not open");
  }
}
