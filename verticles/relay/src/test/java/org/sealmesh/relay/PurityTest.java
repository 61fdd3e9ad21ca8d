package org.sealmesh.relay;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/// What decides knows no event loop, and one class alone looks inside Vert.x.
class PurityTest {
  private final JavaClasses classes =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("org.sealmesh.relay");

  @Test
  void keepsVertxOutOfWhatDecides() {
    noClasses()
        .that()
        .resideInAnyPackage("org.sealmesh.relay..state..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.vertx..", "io.netty..")
        .check(classes);
  }

  @Test
  void letsTheBatchWriterAloneLookInsideVertx() {
    noClasses()
        .that()
        .haveNameNotMatching(".*\\.BatchWriter(\\$.*)?")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.vertx.core.internal..", "io.vertx.core.http.impl..", "io.netty.channel..")
        .check(classes);
  }
}
