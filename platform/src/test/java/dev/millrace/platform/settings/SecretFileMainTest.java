package dev.millrace.platform.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretFileMainTest {

  @Test
  void onlyItsOwnerReadsTheFile(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("keys");
    Files.writeString(file, "an older one");

    SecretFileMain.write(file, "a line");

    assertThat(file).hasContent("a line\n");
    assertThat(Files.getPosixFilePermissions(file))
        .containsExactlyInAnyOrder(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
    assertThat(folder.toFile().list()).containsExactly("keys");
  }

  @Test
  void wantsAFileAndASecret() {
    assertThatThrownBy(() -> SecretFileMain.main(new String[] {"somewhere"}))
        .hasMessageContaining("the secret in the variable SECRET");
  }
}
