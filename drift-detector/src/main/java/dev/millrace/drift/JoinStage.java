package dev.millrace.drift;

import dev.millrace.drift.domain.labels.Answer;
import dev.millrace.drift.domain.labels.Judgement;
import dev.millrace.drift.domain.labels.LabelChange;
import dev.millrace.drift.domain.labels.Observation;
import dev.millrace.drift.domain.labels.Remark;
import dev.millrace.record.PipelineSpec;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.StateTtlConfig;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/**
 * Joins answers with what turned out to be true of them, in whatever order they come.
 *
 * <p><i>Shape</i>: an answer goes on once, however often it is read, and with it and behind it the
 * {@link LabelChange}s that keep sums right. Pipelines that nobody watches are passed over.
 *
 * <p><i>State</i>: of each request its answer, without features, and the judgement that is counted;
 * or the judgements that came before. All of it ends after {@code drift.labels-kept}: feedback that
 * comes later counts for nobody.
 */
@SuppressWarnings("NullAway.Init") // Flink calls open before anything else.
final class JoinStage extends KeyedCoProcessFunction<String, Answer, Remark, Observation> {

  private static final long serialVersionUID = 1;

  private final Board.Opener boards;
  private final Duration kept;
  private transient @Nullable Board board;
  private transient ValueState<Answer> answered;
  private transient ValueState<Judgement> counted;

  /** By scope: who does not own the request cannot put anything in its place. */
  private transient MapState<String, Judgement> early;

  JoinStage(Board.Opener boards, Duration kept) {
    this.boards = boards;
    this.kept = kept;
  }

  @Override
  public void open(OpenContext context) {
    board = boards.open();
    answered = getRuntimeContext().getState(ending("answered", Answer.class));
    counted = getRuntimeContext().getState(ending("counted", Judgement.class));
    MapStateDescriptor<String, Judgement> descriptor =
        new MapStateDescriptor<>("early", Types.STRING, TypeInformation.of(Judgement.class));
    descriptor.enableTimeToLive(StateTtlConfig.newBuilder(kept).build());
    early = getRuntimeContext().getMapState(descriptor);
  }

  @Override
  public void processElement1(Answer answer, Context context, Collector<Observation> out)
      throws Exception {
    if (answered.value() != null || watched(answer.pipeline()).isEmpty()) {
      return;
    }
    answered.update(answer.withoutFeatures());
    out.collect(Observation.of(answer));
    Judgement before = early.get(answer.scope());
    if (before != null) {
      count(answer, before, out);
    }
    early.clear();
  }

  @Override
  public void processElement2(Remark remark, Context context, Collector<Observation> out)
      throws Exception {
    Optional<PipelineSpec> spec = watched(remark.pipeline());
    if (spec.isEmpty()) {
      return;
    }
    Judgement judgement = Judgement.of(remark, spec.get().getPrompt().getLabels());
    Answer answer = answered.value();
    if (answer == null) {
      Judgement before = early.get(remark.scope());
      early.put(remark.scope(), before == null ? judgement : before.and(judgement));
    } else if (answer.scope().equals(remark.scope())) {
      count(answer, judgement, out);
    }
  }

  @Override
  public void close() {
    if (board != null) {
      board.close();
    }
  }

  private void count(Answer answer, Judgement more, Collector<Observation> out) throws Exception {
    Judgement before = Objects.requireNonNullElse(counted.value(), Judgement.NONE);
    Judgement after = before.and(more);
    for (LabelChange change : LabelChange.between(answer, before, after)) {
      out.collect(Observation.of(change));
    }
    counted.update(after);
  }

  private Optional<PipelineSpec> watched(String pipeline) {
    return Objects.requireNonNull(board, "the stage is not open").watched(pipeline);
  }

  private <T> ValueStateDescriptor<T> ending(String name, Class<T> type) {
    ValueStateDescriptor<T> descriptor = new ValueStateDescriptor<>(name, TypeInformation.of(type));
    descriptor.enableTimeToLive(StateTtlConfig.newBuilder(kept).build());
    return descriptor;
  }
}
