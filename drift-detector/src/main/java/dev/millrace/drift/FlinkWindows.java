package dev.millrace.drift;

import dev.millrace.drift.domain.labels.Answer;
import dev.millrace.drift.domain.quality.QualityStream;
import dev.millrace.drift.domain.windows.Pane;
import dev.millrace.drift.domain.windows.VersionReference;
import dev.millrace.drift.domain.windows.WindowStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.StateTtlConfig;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;

/**
 * The windows of the current key, in Flink's state: a pane is dropped when nobody has changed it
 * for as long as labels are kept, a reference when nobody has used it for as long.
 */
final class FlinkWindows implements WindowStore {

  static final TypeInformation<byte[]> BYTES =
      PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO;

  /** An hour of the week is looked at once a week. */
  private static final Duration SEASONS = Duration.ofDays(15);

  private final MapState<Long, byte[]> panes;
  private final MapState<String, byte[]> references;
  private final MapState<Integer, byte[]> streams;
  private final ListState<Answer> waiting;

  FlinkWindows(RuntimeContext context, Duration kept) {
    MapStateDescriptor<Long, byte[]> ofPanes = new MapStateDescriptor<>("panes", Types.LONG, BYTES);
    ofPanes.enableTimeToLive(StateTtlConfig.newBuilder(kept).build());
    this.panes = context.getMapState(ofPanes);
    MapStateDescriptor<String, byte[]> ofReferences =
        new MapStateDescriptor<>("references", Types.STRING, BYTES);
    ofReferences.enableTimeToLive(untilUnused(kept.compareTo(SEASONS) < 0 ? SEASONS : kept));
    this.references = context.getMapState(ofReferences);
    MapStateDescriptor<Integer, byte[]> ofStreams =
        new MapStateDescriptor<>("streams", Types.INT, BYTES);
    ofStreams.enableTimeToLive(untilUnused(kept));
    this.streams = context.getMapState(ofStreams);
    ListStateDescriptor<Answer> ofWaiting =
        new ListStateDescriptor<>("waiting", TypeInformation.of(Answer.class));
    ofWaiting.enableTimeToLive(StateTtlConfig.newBuilder(kept).build());
    this.waiting = context.getListState(ofWaiting);
  }

  /** State that ends when it was neither read nor written for a time. */
  static StateTtlConfig untilUnused(Duration time) {
    return StateTtlConfig.newBuilder(time)
        .setUpdateType(StateTtlConfig.UpdateType.OnReadAndWrite)
        .build();
  }

  @Override
  public Optional<Pane> pane(long start) {
    return Optional.ofNullable(of(() -> panes.get(start))).map(Pane::of);
  }

  @Override
  public void keep(long start, Pane pane) {
    in(() -> panes.put(start, pane.bytes()));
  }

  @Override
  public Optional<VersionReference> reference(String key) {
    return Optional.ofNullable(of(() -> references.get(key))).map(VersionReference::of);
  }

  @Override
  public void keep(String key, VersionReference reference) {
    in(() -> references.put(key, reference.bytes()));
  }

  @Override
  public Optional<QualityStream> stream(int version) {
    return Optional.ofNullable(of(() -> streams.get(version))).map(QualityStream::of);
  }

  @Override
  public void keep(int version, QualityStream stream) {
    in(() -> streams.put(version, stream.bytes()));
  }

  @Override
  public void forget() {
    panes.clear();
    references.clear();
    streams.clear();
  }

  @Override
  public List<Answer> waiting() {
    List<Answer> all = new ArrayList<>();
    of(waiting::get).forEach(all::add);
    return all;
  }

  @Override
  public void await(List<Answer> more) {
    in(() -> waiting.addAll(more));
  }

  @Override
  public void awaitOnly(List<Answer> all) {
    in(() -> waiting.update(all));
  }

  /** Reads state; that it cannot be read is nothing that anybody here can mend. */
  @FunctionalInterface
  private interface Reading<T> {
    T now() throws Exception;
  }

  /** Writes state. */
  @FunctionalInterface
  private interface Writing {
    void now() throws Exception;
  }

  private static <T> T of(Reading<T> reading) {
    try {
      return reading.now();
    } catch (Exception e) {
      throw new IllegalStateException("the state of a window cannot be read", e);
    }
  }

  private static void in(Writing writing) {
    try {
      writing.now();
    } catch (Exception e) {
      throw new IllegalStateException("the state of a window cannot be written", e);
    }
  }
}
