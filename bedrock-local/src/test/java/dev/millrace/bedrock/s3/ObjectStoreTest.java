package dev.millrace.bedrock.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.bedrock.conduct.ManualClock;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ObjectStoreTest {

  private static final S3Uri KEY = new S3Uri("bucket", "a/key");

  private Path folder = Path.of("");
  private ObjectStore store = ObjectStore.open(Path.of("target/none"), new ManualClock());

  @BeforeEach
  void open(@TempDir Path temporary) {
    folder = temporary.resolve("s3");
    store = ObjectStore.open(folder, new ManualClock());
    store.createBucket("bucket");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"../../x", "/etc/passwd", "..", "a/../../../b", "nul\u0000", "C:\\x", "\n"})
  void keepsEveryKeyWithinItsBucket(String key) throws IOException {
    S3Uri object = new S3Uri("bucket", key);

    put(object, "inside");

    assertThat(text(object)).isEqualTo("inside");
    try (Stream<Path> files = Files.walk(folder.resolveSibling(""))) {
      assertThat(files.filter(Files::isRegularFile)).hasSize(1).allMatch(this::isInBucket);
    }
  }

  private boolean isInBucket(Path file) {
    return folder.resolve("bucket").equals(file.getParent());
  }

  @Test
  void keepsKeysApartThatWouldBeOneFile() {
    List<String> keys =
        List.of("a", "a/", "A", "a/b", "x".repeat(1000), "x".repeat(1000) + "y", "ä", "a\u0308");
    keys.forEach(key -> put(new S3Uri("bucket", key), key));

    ObjectStore again = ObjectStore.open(folder, new ManualClock());

    assertThat(again.list(new S3Uri("bucket", "")))
        .extracting(StoredObject::key)
        .containsExactlyInAnyOrderElementsOf(keys);
    assertThat(keys).allSatisfy(key -> assertThat(text(new S3Uri("bucket", key))).isEqualTo(key));
  }

  @Test
  void leavesWhatWasThereWhereAWriteBreaksOff() throws IOException {
    put(KEY, "before");

    assertThatThrownBy(
            () ->
                store.put(
                    KEY,
                    ObjectAbout.of("text/plain"),
                    to -> {
                      to.write("half".getBytes(UTF_8));
                      throw new IOException("the disk is full");
                    }))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("s3://bucket/a/key")
        .hasMessageContaining("the disk is full");

    assertThat(text(KEY)).isEqualTo("before");
    try (Stream<Path> files = Files.list(folder.resolve("bucket"))) {
      assertThat(files).hasSize(1);
    }
  }

  @Test
  void sweepsWhatAKillLeftUnfinished() throws IOException {
    put(KEY, "whole");
    Path whole;
    try (Stream<Path> files = Files.list(folder.resolve("bucket"))) {
      whole = files.findFirst().orElseThrow();
    }
    Files.writeString(whole.resolveSibling(whole.getFileName() + ".unfinished7"), "half");

    store = ObjectStore.open(folder, new ManualClock());

    assertThat(text(KEY)).isEqualTo("whole");
    try (Stream<Path> files = Files.list(folder.resolve("bucket"))) {
      assertThat(files).containsExactly(whole);
    }
  }

  @Test
  void givesAReaderWhatWasThereWhenItBegan() throws IOException {
    put(KEY, "first");

    try (InputStream bytes = store.bytes(KEY).orElseThrow()) {
      put(KEY, "second, and longer");
      store.delete(KEY);

      assertThat(new String(bytes.readAllBytes(), UTF_8)).isEqualTo("first");
    }
    assertThat(store.bytes(KEY)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ab", "Upper", "a_b", "a..b", "-ab", "ab-", "../x", ""})
  void refusesNamesThatNoBucketHas(String name) {
    assertThat(ObjectStore.isBucketName(name)).isFalse();
    assertThatThrownBy(() -> store.createBucket(name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is no name of a bucket");
  }

  private void put(S3Uri object, String text) {
    store.put(object, ObjectAbout.of("text/plain"), to -> to.write(text.getBytes(UTF_8)));
  }

  private String text(S3Uri object) {
    try (InputStream bytes = store.bytes(object).orElseThrow()) {
      return new String(bytes.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
