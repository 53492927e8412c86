unit_test(shown rig app io wire core base)
unit_test(locked rig app io wire core base)
unit_test(hearing app io wire core base)
unit_test(lanes app io wire core base)
