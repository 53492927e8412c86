unit_test(shown rig app io wire core base)
