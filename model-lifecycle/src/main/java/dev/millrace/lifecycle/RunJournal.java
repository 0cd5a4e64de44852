package dev.millrace.lifecycle;

import dev.millrace.lifecycle.domain.run.Lineup;
import dev.millrace.lifecycle.domain.run.Turn;
import dev.millrace.record.ModelRun;
import dev.millrace.record.ModelVersion;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;

/**
 * The one way to change runs and the versions of models: together, together with what the audit log
 * says of it, and from what stands there at that moment.
 *
 * <p><i>Threads</i>: one at a time.
 */
interface RunJournal extends AutoCloseable {

  /** Decides, perhaps more than once: where another writer came between, from what that left. */
  interface Deciding {
    Optional<Turn> from(Optional<ModelRun> run, Lineup lineup);
  }

  /**
   * Writes what is decided, all of it or nothing.
   *
   * @param by whom the audit log puts it down to
   * @return what was written; absent where nothing was decided
   * @throws IOException where nothing was written, or nobody said whether it was
   */
  Optional<Turn> write(String pipeline, String by, Deciding deciding) throws IOException;

  /**
   * Erased tenants that the audit log names as those of a version's training, as far as it was read
   * here: all of them while something is decided in {@link #write}, perhaps none before the first.
   */
  Set<String> named(ModelVersion version);

  @Override
  void close();
}
