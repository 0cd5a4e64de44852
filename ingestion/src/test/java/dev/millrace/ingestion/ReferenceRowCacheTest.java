package dev.millrace.ingestion;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ingestion.domain.json.JsonValue;
import dev.millrace.record.ReferenceRecord;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.testing.InMemorySchemaRegistry;
import dev.millrace.schemas.wire.AvroCodec;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReferenceRowCacheTest {

  private final AvroCodec<ReferenceRecord> codec =
      new AvroCodec<>(Topics.REFERENCE_DATA, new InMemorySchemaRegistry());
  private final ReferenceRowCache cache = new ReferenceRowCache(codec);
  private final Map<String, byte[]> store = new HashMap<>();
  private int reads;

  @Test
  void readsARowOnce() {
    store.put("customers/1", row("{\"tier\":\"gold\"}"));

    assertThat(tier("customers/1")).contains("gold");
    assertThat(tier("customers/1")).contains("gold");
    assertThat(reads).isEqualTo(1);
  }

  @Test
  void seesAChangeAndADeletion() {
    assertThat(tier("customers/1")).isEmpty();

    put("customers/1", row("{\"tier\":\"gold\"}"));
    assertThat(tier("customers/1")).contains("gold");

    put("customers/1", row("{\"tier\":\"silver\"}"));
    assertThat(tier("customers/1")).contains("silver");

    store.remove("customers/1");
    cache.forget("customers/1");
    assertThat(tier("customers/1")).isEmpty();
  }

  @Test
  void remembersThatARowIsAbsentOrOfNoUse() {
    store.put("customers/2", row("[]"));
    store.put("customers/3", "no record".getBytes(UTF_8));

    for (int time = 0; time < 2; time++) {
      for (int customer = 1; customer <= 3; customer++) {
        assertThat(tier("customers/" + customer)).isEmpty();
      }
    }
    assertThat(reads).isEqualTo(3);
  }

  @Test
  void keepsNoLargeRow() {
    String name = "x".repeat(ReferenceRowCache.MOST_BYTES);
    store.put("customers/1", row("{\"tier\":\"gold\",\"name\":\"" + name + "\"}"));

    assertThat(tier("customers/1")).contains("gold");
    assertThat(tier("customers/1")).contains("gold");
    assertThat(reads).isEqualTo(2);
    assertThat(cache.size()).isZero();
  }

  /** Absent ones neither: whoever sends events chooses what they are looked for by. */
  @Test
  void keepsNoLongKey() {
    String length = "x".repeat(ReferenceRowCache.MOST_KEY_LENGTH);
    store.put("customers/" + length, row("{\"tier\":\"gold\"}"));

    assertThat(tier("customers/" + length)).contains("gold");
    assertThat(tier("clients/" + length)).isEmpty();
    assertThat(cache.size()).isZero();
  }

  @Test
  void keepsABoundedNumberOfRows() {
    for (int customer = 0; customer < 3 * ReferenceRowCache.MOST_ROWS; customer++) {
      assertThat(tier("customers/" + customer)).isEmpty();
    }

    assertThat(cache.size()).isLessThanOrEqualTo(ReferenceRowCache.MOST_ROWS);
  }

  private void put(String key, byte[] record) {
    store.put(key, record);
    cache.forget(key);
  }

  private Optional<String> tier(String key) {
    return cache
        .row(
            key,
            name -> {
              reads++;
              return store.get(name);
            })
        .flatMap(row -> row.member("tier"))
        .map(JsonValue::text);
  }

  private byte[] row(String json) {
    return codec.encode(
        new ReferenceRecord(
            "customers", "1", ByteBuffer.wrap(json.getBytes(UTF_8)), Instant.EPOCH));
  }
}
