package dev.millrace.cost;

import dev.millrace.cost.domain.MarkBlock;
import dev.millrace.cost.domain.Marks;
import java.nio.ByteBuffer;
import java.util.UUID;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Marks by request, put down in blocks.
 *
 * @param below takes each block as one value, for its changelog, and gives the marks of single
 *     requests: what {@link MarksOnDisk} does, so nothing else may put or get there
 */
record MarkStore(KeyValueStore<Bytes, byte[]> below) {

  /** Those under the key of a request. */
  Marks of(Bytes request) {
    byte @Nullable [] found = below.get(request);
    return found == null ? Marks.NONE : Marks.of(found);
  }

  /** Under a key that no other block has: none may take another's place in the changelog. */
  void put(MarkBlock block) {
    UUID id = UUID.randomUUID();
    below.put(
        Bytes.wrap(
            ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array()),
        block.bytes());
  }
}
