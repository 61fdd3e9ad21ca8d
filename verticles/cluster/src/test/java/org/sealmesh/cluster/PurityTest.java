package org.sealmesh.cluster;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/// What decides knows neither library, and nobody looks inside one.
class PurityTest {
  private final JavaClasses classes =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("org.sealmesh.cluster");

  @Test
  void keepsLibrariesOutOfWhatDecides() {
    noClasses()
        .that()
        .haveNameMatching(".*\\.(ClusterConfig|MemberView|Zone|Defence)(\\$.*)?")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.vertx..", "com.hazelcast..")
        .check(classes);
  }

  @Test
  void looksInsideNoLibrary() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.vertx..impl..", "io.vertx.core.internal..", "com.hazelcast..impl..", "io.netty..")
        .check(classes);
  }
}
