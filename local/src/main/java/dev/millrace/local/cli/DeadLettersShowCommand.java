package dev.millrace.local.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.console.letters.DeadLetters;
import dev.millrace.console.letters.UnknownLetterException;
import dev.millrace.ingestion.privacy.KeyFile;
import dev.millrace.ingestion.privacy.KeyFileException;
import dev.millrace.ingestion.privacy.SealedLetters;
import dev.millrace.ingestion.privacy.UnopenableException;
import dev.millrace.local.client.RecordStream;
import dev.millrace.local.client.RunningFactory;
import dev.millrace.record.DeadLetter;
import dev.millrace.record.RawEvent;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.json.RecordJson;
import dev.millrace.schemas.wire.AvroCodec;
import dev.millrace.schemas.wire.UnreadableRecordException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows one dead letter with its content. */
@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    description = "Shows one dead letter with everything it holds, the event's content included.")
final class DeadLettersShowCommand implements Callable<Integer> {

  private final Output output;

  @Mixin private DataDirectory data = new DataDirectory();

  @Parameters(paramLabel = "ID", description = "As dead-letters list shows it.")
  private String id = "";

  @Option(names = "--json", description = "On one line.")
  private boolean json;

  DeadLettersShowCommand(Output output) {
    this.output = output;
  }

  @Override
  public Integer call() {
    RunningFactory factory = data.factory();
    DeadLetter found =
        new DeadLetters(new RecordStream(factory, output::tell))
            .find(id)
            .orElseThrow(() -> new UnknownLetterException(id));
    DeadLetter letter = opened(factory, found);
    ObjectNode shown = shown(found, letter);
    event(factory, letter).ifPresent(event -> shown.set("event", event));
    output.answer(json ? shown.toString() : shown.toPrettyString());
    return 0;
  }

  /** The fields of the letter; of one that was opened, the key that opened it. */
  static ObjectNode shown(DeadLetter found, DeadLetter letter) {
    ObjectNode shown = RecordJson.of(letter);
    if (found.getSealedWith() != null && letter.getSealedWith() == null) {
      shown.remove("sealedWith");
      shown.put("openedWith", found.getSealedWith());
    }
    return shown;
  }

  /** In clear where the factory has its key; sealed, and a word about it, where it has not. */
  private DeadLetter opened(RunningFactory factory, DeadLetter letter) {
    if (letter.getSealedWith() == null) {
      return letter;
    }
    try {
      return new SealedLetters(KeyFile.read(factory.folder().personalDataKeys())).open(letter);
    } catch (KeyFileException | UnopenableException e) {
      output.tell(e.getMessage() + ": its content is shown sealed");
      return letter;
    }
  }

  /** The original value in readable form, where it is an event. */
  private static Optional<ObjectNode> event(RunningFactory factory, DeadLetter letter) {
    if (!letter.getTopic().equals(Topics.RAW_EVENTS.name())
        || letter.getValue() == null
        || letter.getSealedWith() != null) {
      return Optional.empty();
    }
    try {
      RawEvent event =
          new AvroCodec<>(Topics.RAW_EVENTS, factory.registry()).decode(bytes(letter.getValue()));
      ObjectNode shown = RecordJson.of(event);
      text(event.getPayload()).ifPresent(text -> shown.put("payload", text));
      return Optional.of(shown);
    } catch (UnreadableRecordException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> text(ByteBuffer payload) {
    try {
      return Optional.of(UTF_8.newDecoder().decode(payload.duplicate()).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }
}
