package dev.millrace.bedrock.training;

import dev.millrace.bedrock.classifier.TextClassifier;
import dev.millrace.bedrock.classifier.TrainedModel;
import dev.millrace.bedrock.disk.Register;
import dev.millrace.bedrock.disk.WholeFile;
import dev.millrace.bedrock.model.ChatModel;
import dev.millrace.bedrock.model.PackedModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All custom models that there are: what is said of them in one file, what each has learned in a
 * file of its own, which is there before anybody is told of the model.
 *
 * <p><i>Size</i>: the {@value #LOADED} models that answered last are in memory.
 *
 * <p><i>Threads</i>: may be used by many at once.
 */
public final class CustomModels {

  private static final int LOADED = 8;

  private final Path folder;
  private final ChatModel untrained;
  private final Register<CustomModel> models;

  /** By id, the one that answered last at the end. */
  private final Map<String, ChatModel> loaded = new LinkedHashMap<>();

  private CustomModels(Path folder, ChatModel untrained, Register<CustomModel> models) {
    this.folder = folder;
    this.untrained = untrained;
    this.models = models;
  }

  /**
   * Those of a folder, which need not exist.
   *
   * @param untrained answers what a model knows nothing of
   */
  public static CustomModels open(Path folder, ChatModel untrained) {
    Register<CustomModel> models =
        Register.open(
            folder.resolve("models.json"),
            new Register.Form<>(CustomModel::id, CustomModel::json, CustomModel::of));
    return new CustomModels(folder, untrained, models);
  }

  /** The model of an ARN or a name. */
  public Optional<CustomModel> find(String identifier) {
    return models.all().stream().filter(model -> model.isCalled(identifier)).findFirst();
  }

  /** All, the newest first. */
  public List<CustomModel> all() {
    return models.all().stream()
        .sorted(
            Comparator.comparing(CustomModel::created).thenComparing(CustomModel::id).reversed())
        .toList();
  }

  /** What answers for the model of an ARN; empty where there is no such model. */
  public Optional<ChatModel> answering(String arn) {
    return find(arn).filter(model -> model.arn().equals(arn)).map(this::loaded);
  }

  /** Keeps a model, in place of the one that the same job has made before. */
  void put(CustomModel model, TextClassifier classifier) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      classifier.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException("a classifier cannot be written to memory", e);
    }
    WholeFile.replace(file(model.id()), bytes.toByteArray());
    models.put(model);
  }

  /** Forgets one. */
  void delete(CustomModel model) {
    models.remove(model.id());
    synchronized (loaded) {
      loaded.remove(model.id());
    }
    try {
      Files.deleteIfExists(file(model.id()));
    } catch (IOException e) {
      throw new UncheckedIOException("the model " + model.id() + " cannot be deleted: " + e, e);
    }
  }

  private ChatModel loaded(CustomModel model) {
    synchronized (loaded) {
      ChatModel known = loaded.remove(model.id());
      ChatModel answering = known == null ? read(model) : known;
      loaded.put(model.id(), answering);
      if (loaded.size() > LOADED) {
        loaded.remove(loaded.keySet().iterator().next());
      }
      return answering;
    }
  }

  private ChatModel read(CustomModel model) {
    try (InputStream bytes = Files.newInputStream(file(model.id()))) {
      return new PackedModel(new TrainedModel(TextClassifier.read(bytes), untrained));
    } catch (IOException e) {
      throw new UncheckedIOException("the model " + model.id() + " cannot be read: " + e, e);
    }
  }

  private Path file(String id) {
    return folder.resolve(id + ".model");
  }
}
