package dev.millrace.platform.kafka;

import dev.millrace.platform.settings.SettingsReader;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Creates the topics of the catalogue that are missing, and ends: once for each release, before its
 * jobs start. Its settings are in the environment and in a file that may be named.
 *
 * <p><i>Failure</i>: exit code 1, with what is wrong and what to do; jobs wait meanwhile.
 */
final class TopicsMain {

  private TopicsMain() {}

  public static void main(String[] arguments) {
    Optional<Path> file =
        arguments.length > 0 ? Optional.of(Path.of(arguments[0])) : Optional.empty();
    SettingsReader reader = SettingsReader.from(System.getenv(), file);
    TopicsSettings settings = TopicsSettings.from(reader);
    reader.finish();
    TopicCreator.create(settings.kafka(), settings.sizes());
  }
}
