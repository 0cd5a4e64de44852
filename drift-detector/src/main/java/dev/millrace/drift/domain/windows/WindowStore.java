package dev.millrace.drift.domain.windows;

import dev.millrace.drift.domain.labels.Answer;
import dev.millrace.drift.domain.quality.QualityStream;
import java.util.List;
import java.util.Optional;

/**
 * Where counting is kept between two looks, for one pipeline: a checkpoint holds all of it.
 *
 * <p><i>Size</i>: panes are dropped by whoever keeps them when nobody has changed them for as long
 * as labels are waited for.
 */
public interface WindowStore {

  /** The pane that begins then; nothing where nothing was counted in it, or too long ago. */
  Optional<Pane> pane(long start);

  /** Keeps a pane. */
  void keep(long start, Pane pane);

  /** What windows are compared with; nothing while that is not known. */
  Optional<VersionReference> reference(String key);

  /** Keeps what windows are compared with. */
  void keep(String key, VersionReference reference);

  /** The stream of a version's judged answers; nothing where none was judged in time yet. */
  Optional<QualityStream> stream(int version);

  /** Keeps it. */
  void keep(int version, QualityStream stream);

  /** Forgets all panes, references and streams. */
  void forget();

  /** Answers that wait for the reference that they are to be counted by, or to be part of it. */
  List<Answer> waiting();

  /** Lets more answers wait. */
  void await(List<Answer> more);

  /** Lets these wait, in place of those that did. */
  void awaitOnly(List<Answer> all);
}
