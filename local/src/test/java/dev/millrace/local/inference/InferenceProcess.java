package dev.millrace.local.inference;

import dev.millrace.inference.InferenceService;
import dev.millrace.local.apart.JavaProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The job in a process of its own, to be killed. Stops cleanly when its input ends. */
final class InferenceProcess {

  private InferenceProcess() {}

  static Process start(Path folder, Map<String, String> settings) throws IOException {
    List<String> arguments = new ArrayList<>(List.of(folder.toString()));
    settings.forEach((key, value) -> arguments.add(key + "=" + value));
    return new ProcessBuilder(
            JavaProcess.command(
                JavaProcess.ofTests("384m"), InferenceProcess.class.getName(), arguments))
        .redirectOutput(ProcessBuilder.Redirect.INHERIT)
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  /** Runs until it is killed or its input ends. */
  public static void main(String[] arguments) throws IOException {
    Map<String, String> settings = new HashMap<>();
    for (String argument : List.of(arguments).subList(1, arguments.length)) {
      int equals = argument.indexOf('=');
      settings.put(argument.substring(0, equals), argument.substring(equals + 1));
    }
    try (InferenceService service = new InferenceService(settings, Path.of(arguments[0]))) {
      service.start();
      System.in.readAllBytes();
    }
    System.exit(0);
  }
}
