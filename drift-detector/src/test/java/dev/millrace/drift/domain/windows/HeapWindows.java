package dev.millrace.drift.domain.windows;

import dev.millrace.drift.domain.labels.Answer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Windows in memory, as bytes, as an engine keeps them. */
final class HeapWindows implements WindowStore {

  private final TreeMap<Long, byte[]> panes = new TreeMap<>();
  private final Map<Integer, byte[]> references = new HashMap<>();
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
  public Optional<VersionReference> reference(int version) {
    return Optional.ofNullable(references.get(version)).map(VersionReference::of);
  }

  @Override
  public void keep(int version, VersionReference reference) {
    references.put(version, reference.bytes());
  }

  @Override
  public void forget() {
    panes.clear();
    references.clear();
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
