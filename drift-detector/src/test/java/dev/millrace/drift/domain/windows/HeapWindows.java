package dev.millrace.drift.domain.windows;

import dev.millrace.drift.domain.labels.Answer;
import dev.millrace.drift.domain.quality.QualityStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Windows in memory, as bytes, as an engine keeps them. */
final class HeapWindows implements WindowStore {

  private final TreeMap<Long, byte[]> panes = new TreeMap<>();
  private final Map<String, byte[]> references = new HashMap<>();
  private final Map<Integer, byte[]> streams = new HashMap<>();
  private List<Answer> waiting = new ArrayList<>();

  @Override
  public Optional<Pane> pane(long start) {
    return Optional.ofNullable(panes.get(start)).map(Pane::of);
  }

  @Override
  public void keep(long start, Pane pane) {
    panes.put(start, pane.bytes());
  }

  @Override
  public Optional<VersionReference> reference(String key) {
    return Optional.ofNullable(references.get(key)).map(VersionReference::of);
  }

  @Override
  public void keep(String key, VersionReference reference) {
    references.put(key, reference.bytes());
  }

  @Override
  public Optional<QualityStream> stream(int version) {
    return Optional.ofNullable(streams.get(version)).map(QualityStream::of);
  }

  @Override
  public void keep(int version, QualityStream stream) {
    streams.put(version, stream.bytes());
  }

  @Override
  public void forget() {
    panes.clear();
    references.clear();
    streams.clear();
  }

  @Override
  public List<Answer> waiting() {
    return List.copyOf(waiting);
  }

  @Override
  public void await(List<Answer> more) {
    waiting.addAll(more);
  }

  @Override
  public void awaitOnly(List<Answer> all) {
    waiting = new ArrayList<>(all);
  }

  int size() {
    return panes.size();
  }
}
