package dev.millrace.lifecycle.dataset;

import dev.millrace.lifecycle.work.Offsets;
import dev.millrace.lifecycle.work.Pinned;
import dev.millrace.schemas.Topic;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The topics that datasets are made of. */
public interface PinnedTopics {

  /** Their stretches up to now, as far back as examples are taken from. */
  Pinned pin();

  /** Gives the values of a stretch: the same ones in the same order each time. */
  void read(Topic<?> topic, Offsets offsets, Consumer<byte @Nullable []> to);
}
