package dev.millrace.deploy.stacks;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeTest {

  @TempDir private Path folder = Path.of("");

  @Test
  void skipsWithAWordWhereThereIsNone() {
    assertThatThrownBy(() -> Node.require(Map.of("PATH", folder.toString())))
        .isNotInstanceOf(AssertionError.class)
        .hasMessageContaining("there is no node on the path");
  }

  @Test
  void failsInCiWhereThereIsNone() {
    assertThatThrownBy(() -> Node.require(Map.of("PATH", folder.toString(), "CI", "true")))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("CI=true");
  }

  @Test
  void goesOnWhereThereIsOne() throws IOException {
    Files.createFile(
        folder.resolve("node"),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));

    assertThatCode(() -> Node.require(Map.of("PATH", "/nowhere:" + folder, "CI", "true")))
        .doesNotThrowAnyException();
  }
}
